//! The company, its departments and its people: who is where, who leads, who joined, moved and left.

use crate::book::{Book, plus, workday, workday_before, working};
use crate::random::Random;
use zilu_engine::Day;

/// People on record, those who left during the story included.
pub(crate) const PEOPLE: usize = 900;

/// What a department does, as far as other areas care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Board,
    Audit,
    Compliance,
    Infosec,
    Development,
    Operations,
    Personnel,
    GeneralAffairs,
    Finance,
    Underwriting,
    Servicing,
    Claims,
    Premium,
    Sales,
    Other,
}

struct Department {
    name: &'static str,
    staff: usize,
    work: Work,
}

const fn department(name: &'static str, staff: usize, work: Work) -> Department {
    Department { name, staff, work }
}

const DEPARTMENTS: [Department; 32] = [
    department("總經理室", 8, Work::Board),
    department("董事會秘書處", 5, Work::Board),
    department("稽核室", 14, Work::Audit),
    department("法令遵循部", 14, Work::Compliance),
    department("風險管理部", 14, Work::Other),
    department("資訊安全部", 12, Work::Infosec),
    department("資訊開發部", 58, Work::Development),
    department("資訊維運部", 36, Work::Operations),
    department("人力資源部", 20, Work::Personnel),
    department("總務部", 22, Work::GeneralAffairs),
    department("財務部", 20, Work::Finance),
    department("會計部", 24, Work::Finance),
    department("精算部", 24, Work::Other),
    department("投資部", 26, Work::Finance),
    department("商品部", 18, Work::Other),
    department("壽險核保部", 44, Work::Underwriting),
    department("契約部", 40, Work::Underwriting),
    department("保全部", 46, Work::Servicing),
    department("壽險理賠部", 46, Work::Claims),
    department("保費部", 34, Work::Premium),
    department("車險部", 40, Work::Underwriting),
    department("火險及工程險部", 26, Work::Underwriting),
    department("海上及航空險部", 14, Work::Underwriting),
    department("產險理賠部", 42, Work::Claims),
    department("再保險部", 12, Work::Other),
    department("客戶服務部", 50, Work::Servicing),
    department("行銷企劃部", 22, Work::Other),
    department("數位發展部", 24, Work::Other),
    department("保經代通路部", 32, Work::Sales),
    department("北區分公司", 40, Work::Sales),
    department("中區分公司", 38, Work::Sales),
    department("南區分公司", 35, Work::Sales),
];

/// How somebody's employment went on during the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Stays,
    Joins(Day),
    Transfers(Day, usize),
    Leaves(Day),
    Unpaid(Day, Option<Day>),
    Suspended(Day),
}

/// An employee.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) no: String,
    pub(crate) department: usize,
    pub(crate) joined: Day,
    pub(crate) manager: bool,
    pub(crate) supervisor: usize,
    pub(crate) agent: bool,
    pub(crate) turn: Turn,
    /// The day on which somebody who is gone lost every access; `None` for those who can still log in.
    pub(crate) removed: Option<Day>,
}

impl Person {
    /// Whether the person is employed and at work on a day.
    pub(crate) fn active_on(&self, day: Day) -> bool {
        day >= self.joined
            && match self.turn {
                Turn::Leaves(last) => day < last,
                Turn::Suspended(from) => day < from,
                Turn::Unpaid(from, until) => day < from || until.is_some_and(|until| day >= until),
                _ => true,
            }
    }

    /// The day from which the person no longer has any business in a system.
    pub(crate) fn gone_from(&self) -> Option<Day> {
        match self.turn {
            Turn::Leaves(day) | Turn::Suspended(day) | Turn::Unpaid(day, _) => Some(day),
            _ => None,
        }
    }
}

/// All people, and those who act in the story.
#[derive(Debug, Clone)]
pub(crate) struct People {
    pub(crate) all: Vec<Person>,
    pub(crate) general_manager: usize,
    pub(crate) secretary: usize,
    pub(crate) security_head: usize,
    pub(crate) security: Vec<usize>,
    pub(crate) operations_head: usize,
    pub(crate) operations: Vec<usize>,
    pub(crate) developers_head: usize,
    pub(crate) developers: Vec<usize>,
    pub(crate) personnel: usize,
    pub(crate) general_affairs: usize,
    pub(crate) compliance: usize,
    pub(crate) auditors: Vec<usize>,
}

impl People {
    pub(crate) fn no(&self, person: usize) -> &str {
        &self.all[person].no
    }

    /// One of the information security unit, by number. Numbers beyond the unit's size go round.
    pub(crate) fn officer(&self, i: usize) -> usize {
        self.security[i % self.security.len()]
    }

    /// One of IT operations.
    pub(crate) fn operator(&self, i: usize) -> usize {
        self.operations[i % self.operations.len()]
    }

    /// One of the developers.
    pub(crate) fn developer(&self, i: usize) -> usize {
        self.developers[i % self.developers.len()]
    }

    /// One of the internal auditors.
    pub(crate) fn auditor(&self, i: usize) -> usize {
        self.auditors[i % self.auditors.len()]
    }

    pub(crate) fn work(&self, person: usize) -> Work {
        DEPARTMENTS[self.all[person].department].work
    }

    /// The name of the department with this number.
    pub(crate) fn name_of(department: usize) -> &'static str {
        DEPARTMENTS[department].name
    }

    pub(crate) fn department_name(&self, person: usize) -> &'static str {
        DEPARTMENTS[self.all[person].department].name
    }

    /// Somebody who was there from the start and stays, of some kind of work, by number.
    pub(crate) fn standing(&self, work: Work) -> Vec<usize> {
        (0..self.all.len()).filter(|i| self.all[*i].turn == Turn::Stays && self.work(*i) == work).collect()
    }
}

/// Invents the people.
pub(crate) fn people(book: &Book<'_>) -> People {
    let mut random = book.random("people");
    let mut all: Vec<Person> = Vec::with_capacity(PEOPLE);
    let mut serials = [0u32; 200];
    for (department, of) in DEPARTMENTS.iter().enumerate() {
        let head = all.len();
        for seat in 0..of.staff {
            // Seat 0 heads the department under the general manager; every eleventh seat from 5 on leads a section.
            let leads = of.staff > 10 && seat % 11 == 5;
            let manager = seat == 0 || leads;
            let supervisor = match seat {
                0 => 0,
                _ if leads || seat < 5 || of.staff <= 10 => head,
                _ => head + (seat - 5) / 11 * 11 + 5,
            };
            let turn = if seat == 0 { Turn::Stays } else { turn(book, &mut random, manager, department) };
            let joined = match turn {
                Turn::Joins(day) => day,
                _ => workday(plus(book.start, -random.between(120, 365 * 24))),
            };
            let year = crate::book::roc_year(joined).clamp(0, 199) as usize;
            serials[year] += 1;
            let agent = of.work == Work::Sales && !manager && seat % 3 != 0;
            let no = format!("{year:03}{:03}", serials[year]);
            all.push(Person { no, department, joined, manager, supervisor, agent, turn, removed: None });
        }
    }
    trouble(book, &mut all);
    remove_access(book, &mut random, &mut all);
    let heads =
        |work: Work| all.iter().position(|person| DEPARTMENTS[person.department].work == work).unwrap_or(0);
    let mut people = People {
        general_manager: 0,
        secretary: DEPARTMENTS[0].staff,
        security_head: heads(Work::Infosec),
        security: Vec::new(),
        operations_head: heads(Work::Operations),
        operations: Vec::new(),
        developers_head: heads(Work::Development),
        developers: Vec::new(),
        personnel: heads(Work::Personnel),
        general_affairs: heads(Work::GeneralAffairs),
        compliance: heads(Work::Compliance),
        auditors: Vec::new(),
        all,
    };
    people.security = people.standing(Work::Infosec)[1..].to_vec();
    people.operations = people.standing(Work::Operations)[1..].to_vec();
    people.developers = people.standing(Work::Development)[1..].to_vec();
    people.auditors = people.standing(Work::Audit);
    people
}

/// What happens to somebody: rates of a year, spread over the story.
fn turn(book: &Book<'_>, random: &mut Random, manager: bool, department: usize) -> Turn {
    let length = book.today.0 - book.start.0;
    let permille = |of_a_year: i32| (of_a_year * length / 365) as u32;
    let day = |random: &mut Random| workday_before(plus(book.start, random.between(20, length - 2)));
    if !manager && random.permille(permille(48)) {
        Turn::Joins(day(random))
    } else if random.permille(permille(38)) {
        Turn::Leaves(day(random))
    } else if random.permille(permille(24)) {
        let to = (department + 1 + random.below(DEPARTMENTS.len() - 1)) % DEPARTMENTS.len();
        Turn::Transfers(day(random), to)
    } else if random.permille(permille(5)) {
        let from = day(random);
        let back = workday(plus(from, random.between(90, 260)));
        Turn::Unpaid(from, book.past(back).then_some(back))
    } else if random.permille(permille(if manager { 12 } else { 1 })) {
        Turn::Suspended(day(random))
    } else {
        Turn::Stays
    }
}

/// What every seed has: a manager who was suspended, and people who left some weeks ago.
fn trouble(book: &Book<'_>, all: &mut [Person]) {
    let candidates: Vec<usize> = (0..all.len())
        .filter(|i| all[*i].turn == Turn::Stays && DEPARTMENTS[all[*i].department].work == Work::Sales)
        .collect();
    let manager = candidates.iter().copied().find(|i| all[*i].manager && all[*i].supervisor != 0);
    if let Some(i) = manager {
        all[i].turn = Turn::Suspended(workday_before(plus(book.today, -38)));
    }
    let others: Vec<usize> = candidates.into_iter().filter(|i| !all[*i].manager).collect();
    for (i, days) in others.into_iter().zip([24, 61, 97]) {
        all[i].turn = Turn::Leaves(workday_before(plus(book.today, -days)));
    }
}

/// When the access of those who are gone was removed: mostly at once, sometimes late, for a few not yet.
fn remove_access(book: &Book<'_>, random: &mut Random, all: &mut [Person]) {
    let forced = plus(book.today, -100);
    let mut still = 0;
    for person in all {
        let Some(gone) = person.gone_from() else { continue };
        let suspended = matches!(person.turn, Turn::Suspended(_));
        // Of the recent ones, one suspended manager and two leavers were forgotten.
        let forgotten = gone >= forced && gone < plus(book.today, -20) && (suspended || still < 2);
        if forgotten {
            still += usize::from(!suspended);
        } else {
            let removed = match random.below(100) {
                0..62 => gone,
                62..94 => working(gone, 1),
                _ => working(gone, random.between(3, 14)),
            };
            person.removed = Some(removed);
        }
    }
}
