//! Social engineering drills of the calendar year of D: whom they reached, what people did, who fell for it again.
//!
//! A click, a submission or an opened attachment implies an opening. What a machine did (`automated`) is counted apart
//! and never against a person. Who must be reached: active people who use computers. A person for whom either is unknown
//! is listed apart, since leaving somebody out of the count would look like coverage.

use crate::lens::Lens;
use serde::Serialize;
use std::collections::BTreeMap;
use zilu_engine::{Day, RecordId};

/// Drills of a year.
#[derive(Debug, Clone, Serialize)]
pub struct DrillsView {
    /// The calendar year.
    pub year: i32,
    /// Active people who use computers.
    pub people: usize,
    /// Those who got a drill mail inside the monitoring this year.
    pub reached: usize,
    /// Those who did not.
    pub missing: Vec<DrillPerson>,
    /// People of whom it is not known whether they are active or use computers, and whom no drill reached.
    pub unclear: Vec<DrillPerson>,
    /// Campaigns of the year, by day.
    pub campaigns: Vec<DrillFigures>,
    /// Departments in this year's campaigns.
    pub departments: Vec<DrillFigures>,
    /// People who clicked in more than one campaign, of any year up to D.
    pub repeated: Vec<RepeatedClicks>,
}

/// A person, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrillPerson {
    /// Key.
    pub person: String,
    /// Name.
    pub name: Option<String>,
    /// Department.
    pub department: Option<String>,
}

/// Numbers of a campaign or a department.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DrillFigures {
    /// Name of the campaign or department; empty where the department is not known.
    pub name: String,
    /// First day, ISO; of a campaign only.
    pub on: Option<String>,
    /// Mails of which it is stated whether they were delivered.
    pub recipients: usize,
    /// Delivered.
    pub sent: usize,
    /// Opened, as far as it was seen.
    pub opened: usize,
    /// Clicked the link.
    pub clicked: usize,
    /// Submitted data.
    pub submitted: usize,
    /// Opened the attachment.
    pub attachment_opened: usize,
    /// Reported the mail.
    pub reported: usize,
    /// Mails whose openings and clicks are a machine's, counted nowhere above but as sent and reported.
    pub automated: usize,
}

/// A person who clicked more than once.
#[derive(Debug, Clone, Serialize)]
pub struct RepeatedClicks {
    /// Who.
    pub person: DrillPerson,
    /// The campaigns, in order of their day.
    pub campaigns: Vec<String>,
    /// Day of the latest training after the first click, ISO; `None`: none.
    pub retrained_on: Option<String>,
}

struct Mail {
    record: RecordId,
    on: Day,
    campaign: String,
    person: Option<RecordId>,
}

impl Lens<'_> {
    /// The drills of the calendar year of D.
    pub fn drills(&self) -> DrillsView {
        let year = self.on.ymd().0;
        let mails: Vec<Mail> =
            self.records_named("drill_mail").into_iter().filter_map(|r| self.mail(r)).collect();
        let (mut campaigns, mut departments) = (BTreeMap::new(), BTreeMap::new());
        let mut reached = BTreeMap::new();
        for mail in mails.iter().filter(|mail| mail.on.ymd().0 == year) {
            let campaign: &mut (Day, DrillFigures) =
                campaigns.entry(mail.campaign.clone()).or_insert((mail.on, DrillFigures::default()));
            campaign.0 = campaign.0.min(mail.on);
            self.count(mail.record, &mut campaign.1);
            let department = mail.person.and_then(|person| self.text_value(person, "department"));
            self.count(mail.record, departments.entry(department.unwrap_or_default()).or_default());
            let inside =
                self.is(mail.record, "sent") == Some(true) && self.is(mail.record, "monitored") == Some(true);
            if let Some(person) = mail.person.filter(|_| inside) {
                reached.insert(person, ());
            }
        }
        let mut view = DrillsView {
            year,
            people: 0,
            reached: 0,
            missing: Vec::new(),
            unclear: Vec::new(),
            campaigns: Vec::new(),
            departments: departments
                .into_iter()
                .map(|(name, figures)| DrillFigures { name, ..figures })
                .collect(),
            repeated: self.repeated(&mails),
        };
        for person in self.records_named("person") {
            let (employment, uses) = (self.word(person, "employment"), self.is(person, "computer_user"));
            let there = reached.contains_key(&person);
            match (employment, uses) {
                (Some("active"), Some(true)) => {
                    view.people += 1;
                    view.reached += usize::from(there);
                    if !there {
                        view.missing.push(self.drill_person(person));
                    }
                }
                (None, Some(true) | None) | (Some("active"), None) if !there => {
                    view.unclear.push(self.drill_person(person));
                }
                _ => {}
            }
        }
        let mut of_year: Vec<(Day, DrillFigures)> = campaigns
            .into_iter()
            .map(|(name, (on, figures))| (on, DrillFigures { name, on: Some(on.to_string()), ..figures }))
            .collect();
        of_year.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
        view.campaigns = of_year.into_iter().map(|(_, figures)| figures).collect();
        view
    }

    fn mail(&self, record: RecordId) -> Option<Mail> {
        let on = self.day_value(record, "on").filter(|on| *on <= self.on)?;
        let campaign = self.text_value(record, "campaign")?;
        Some(Mail { record, on, campaign, person: self.target(record, "person") })
    }

    fn count(&self, record: RecordId, figures: &mut DrillFigures) {
        let yes = |field| self.is(record, field) == Some(true);
        figures.recipients += usize::from(self.is(record, "sent").is_some());
        figures.sent += usize::from(yes("sent"));
        figures.reported += usize::from(yes("reported"));
        if yes("automated") {
            figures.automated += 1;
            return;
        }
        figures.clicked += usize::from(yes("clicked") || yes("submitted"));
        figures.submitted += usize::from(yes("submitted"));
        figures.attachment_opened += usize::from(yes("attachment_opened"));
        figures.opened += usize::from(yes("opened") || self.fell_for(record));
    }

    /// Somebody, and no machine, clicked, submitted something or opened the attachment.
    fn fell_for(&self, record: RecordId) -> bool {
        let yes = |field| self.is(record, field) == Some(true);
        !yes("automated") && (yes("clicked") || yes("submitted") || yes("attachment_opened"))
    }

    fn repeated(&self, mails: &[Mail]) -> Vec<RepeatedClicks> {
        let mut by_person: BTreeMap<RecordId, Vec<&Mail>> = BTreeMap::new();
        for mail in mails.iter().filter(|mail| self.fell_for(mail.record)) {
            if let Some(person) = mail.person {
                by_person.entry(person).or_default().push(mail);
            }
        }
        let mut repeated = Vec::new();
        for (person, mut clicked) in by_person {
            clicked.sort_by(|a, b| (a.on, &a.campaign).cmp(&(b.on, &b.campaign)));
            let mut campaigns: Vec<String> = clicked.iter().map(|mail| mail.campaign.clone()).collect();
            campaigns.dedup();
            if campaigns.len() < 2 {
                continue;
            }
            let first = clicked[0].on;
            let trained = clicked.iter().filter_map(|mail| self.day_value(mail.record, "retrained_on"));
            let trained = trained.filter(|day| (first..=self.on).contains(day)).max();
            let person = self.drill_person(person);
            repeated.push(RepeatedClicks {
                person,
                campaigns,
                retrained_on: trained.map(|day| day.to_string()),
            });
        }
        repeated.sort_by(|a, b| {
            (b.campaigns.len(), &a.person.person).cmp(&(a.campaigns.len(), &b.person.person))
        });
        repeated
    }

    fn drill_person(&self, person: RecordId) -> DrillPerson {
        DrillPerson {
            person: self.facts.key(person).to_owned(),
            name: self.name(person),
            department: self.text_value(person, "department"),
        }
    }
}
