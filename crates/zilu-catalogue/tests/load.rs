//! The pack loads, and what was loaded is what was written.

mod common;

use insta::assert_snapshot;
use zilu_catalogue::*;

fn sound() -> Catalogue {
    let (catalogue, faults) = load(&common::pack());
    assert_eq!(common::lines(&faults), "no fault\n");
    catalogue
}

fn the_duty<'c>(catalogue: &'c Catalogue, name: &str) -> &'c Duty {
    &catalogue.duties[catalogue.duty(name).expect("a duty of the pack").index()]
}

#[test]
fn clauses_carry_their_words() {
    let catalogue = sound();
    let clause = &catalogue.clauses[0];
    assert_snapshot!(format!("{:?}\n{}\n{:?}\n{:?}\n{:?}", clause.title, clause.citation, clause.natures, clause.words, clause.duties), @r#"
    Label { zh: "對外系統每季掃描並修補", en: "Quarterly scans and timely fixes" }
    第一條第一款
    [Periodic, Deadline, Invariant]
    Label { zh: "對外系統每季掃描一次；高風險弱點兩個月內修補。", en: "Internet systems are scanned once a quarter; high findings are fixed within two months." }
    [DutyId(0), DutyId(1), DutyId(2), DutyId(3), DutyId(4)]
    "#);
    assert_eq!(catalogue.chapters[0].id, "art-01");
    assert_eq!(catalogue.chapters[0].clauses, 0..3);
    assert_eq!(catalogue.edition.effective_date, Some(jiff::civil::date(2024, 7, 18)));
    let system = &catalogue.kinds[catalogue.kind("system").expect("a kind").index()];
    assert_eq!(system.about, "公司的資訊系統。");
    assert_eq!(system.fields[1].name, "reach", "fields keep the order of the file");
}

#[test]
fn fixed_lengths_become_parameters() {
    let catalogue = sound();
    let list: Vec<String> = catalogue
        .parameters
        .iter()
        .map(|p| {
            format!(
                "{} = {} {:?} limit {} duty {:?} {:?} {}",
                p.name,
                format_parameter_value(p.default).en,
                p.stricter,
                p.limit.map(|limit| format_parameter_value(limit).zh).unwrap_or_default(),
                p.duty.map(|id| catalogue.duties[id.index()].name.as_str()),
                p.clauses,
                p.label.zh,
            )
        })
        .collect();
    assert_snapshot!(list.join("\n"), @r#"
    leaver-removal = 1 business day Shorter limit 5 個營業日 duty None ["a1.2"] 離職停權期限
    low-score = 4.5 Higher limit  duty None ["a1.1"] 低分門檻
    internet-scan.every = calendar quarter Shorter limit 每季 duty Some("internet-scan") ["a1.1"] 每季掃描：週期
    internet-scan.every.rolling = 3 months rolling Shorter limit 距前次 3 個月 duty Some("internet-scan") ["a1.1"] 每季掃描：週期（距前次不逾三個月）
    high-finding-fix.within = 2 months Shorter limit 2 個月 duty Some("high-finding-fix") ["a1.1"] 高風險兩個月內修補：期限
    diagram-drawn.within = 14 days Shorter limit 14 天 duty Some("diagram-drawn") ["a1.1"] 新系統繪入架構圖：期限
    log-kept.keep = 180 days Longer limit 180 天 duty Some("log-kept") ["a1.3"] 日誌保存：保存期間
    "#);
}

#[test]
fn verbs_and_variants() {
    let catalogue = sound();
    let scan = the_duty(&catalogue, "internet-scan");
    let Verb::Every {
        cycle: Cycle::Parameter(cycle),
        must,
        late_act_counts: true,
        first_joined: true,
        owed_after_leaving: true,
    } = &scan.verb
    else {
        panic!("{:?}", scan.verb)
    };
    assert_eq!(catalogue.parameters[cycle.index()].name, "internet-scan.every");
    assert_eq!(must.relation.to, Root::This);
    assert_eq!(scan.covers, [Nature::Periodic]);
    // Two readings: each alone, then both.
    let variants: Vec<String> = scan
        .variants
        .iter()
        .map(|variant| {
            let Verb::Every { cycle: Cycle::Parameter(cycle), late_act_counts, .. } = &variant.verb else {
                panic!("{variant:?}")
            };
            let parameter = &catalogue.parameters[cycle.index()].name;
            format!(
                "{:?}={} also {:?}: {parameter} late counts {late_act_counts}",
                variant.reading, variant.choice, variant.also
            )
        })
        .collect();
    assert_snapshot!(variants.join("\n"), @"
    ReadingId(0)=1 also []: internet-scan.every.rolling late counts true
    ReadingId(1)=1 also []: internet-scan.every late counts false
    ReadingId(0)=1 also [(ReadingId(1), 1)]: internet-scan.every.rolling late counts false
    ");

    let promised = the_duty(&catalogue, "promised-fix");
    let Verb::After { trigger: Trigger::Event(trigger), deadline: Deadline::By(by), must: Must::Act(act) } =
        &promised.verb
    else {
        panic!("{:?}", promised.verb)
    };
    assert_eq!((trigger.relation.to, by.root), (Root::This, Root::Trigger));
    // A fix has no reference to a system, but one to the finding that started the clock.
    assert_eq!(act.relation.to, Root::Trigger);

    // The company is one: documents need no reference to it.
    let policy = the_duty(&catalogue, "policy-exists");
    let Verb::Holds { items, checklist: false } = &policy.verb else { panic!("{:?}", policy.verb) };
    let Predicate::Some(relation, _) = &items[0].is else { panic!("{:?}", items[0].is) };
    assert!(relation.via.is_empty());
    assert_eq!(policy.covers, [Nature::Standing]);

    let sound_system = the_duty(&catalogue, "sound-system");
    let Verb::Holds { items, checklist: true } = &sound_system.verb else {
        panic!("{:?}", sound_system.verb)
    };
    assert_eq!(items[0].proof[0].len(), 2, "a|b is one proof with two ways");
    assert!(items[1].when.is_some());
}

#[test]
fn predicates_resolve_to_fields() {
    let catalogue = sound();
    assert_snapshot!(format!("{:?}", catalogue.terms[0].predicate), @"And([Compare(Path(Path { root: Current, kind: KindId(2), steps: [FieldId(1)] }), Equal, Literal(Enum(0))), Compare(Path(Path { root: Current, kind: KindId(2), steps: [FieldId(2)] }), Equal, Literal(YesNo(true)))])");
    assert_snapshot!(format!("{:?}", catalogue.terms[2].predicate), @"And([Compare(Path(Path { root: Current, kind: KindId(5), steps: [FieldId(3)] }), Equal, Literal(YesNo(true))), Is(Path { root: Current, kind: KindId(5), steps: [FieldId(1)] }, TermId(0))])");
    // References compare by key, `this` by identity.
    let (catalogue, faults) = common::load_planted(
        "terms.md",
        "is = \"reach = internet and in_use\"",
        "is = \"owner = this.maker and some account where system = this\"",
    );
    assert!(faults.is_empty());
    assert_snapshot!(format!("{:?}", catalogue.terms[0].predicate), @"And([Compare(Path(Path { root: Current, kind: KindId(2), steps: [FieldId(4)] }), Equal, Path(Path { root: This, kind: KindId(2), steps: [FieldId(5)] })), Some(Relation { kind: KindId(3), via: [FieldId(0)], to: Current }, Compare(Path(Path { root: Current, kind: KindId(3), steps: [FieldId(0)] }), Equal, Record(Path { root: This, kind: KindId(2), steps: [] })))])");
}

#[test]
fn cases_are_completed() {
    let catalogue = sound();
    let case = catalogue
        .cases
        .iter()
        .find(|case| case.lines.len() == 5 && case.clause == ClauseId(0))
        .expect("a case");
    let facts: Vec<String> = case
        .lines
        .iter()
        .filter_map(|line| match line {
            CaseLine::Fact(fact) => {
                let kind = &catalogue.kinds[fact.kind.index()];
                let fields: Vec<String> = fact
                    .fields
                    .iter()
                    .map(|(field, value)| {
                        let field = &kind.fields[field.index()];
                        format!("{}={}", field.name, format_value(&field.ty, value))
                    })
                    .collect();
                Some(format!(
                    "{} {} {} {} {}",
                    kind.name,
                    fact.key,
                    fact.effective,
                    fact.recorded,
                    fields.join(" ")
                ))
            }
            _ => None,
        })
        .collect();
    assert_snapshot!(facts.join("\n"), @"
    person p1 2025-01-01 2025-01-01 number=p1
    system web 2025-01-01 2025-01-01 owner=p1 reach=internet score=7.5 id=web
    account web|root 2025-01-01 2025-01-01 holder=p1 active=yes system=web login=root
    ");
}

#[test]
fn coverage_counts_natures() {
    let catalogue = sound();
    let measured = coverage(&catalogue);
    assert_eq!(measured.executable, 3);
    assert_eq!((measured.natures, measured.natures_by_duty, measured.natures_by_note), (8, 7, 1));
    let (catalogue, _) = common::load_planted("art-01.md", "covers = [\"definition\"]", "covers = []");
    let measured = coverage(&catalogue);
    let open: Vec<_> = measured.not_yet_executable().map(|clause| clause.uncovered.clone()).collect();
    assert_eq!(open, [[Nature::Definition]]);
}

#[test]
fn broken_duties_are_left_out_and_indices_stay_right() {
    let (catalogue, faults) = common::load_planted("art-01.md", "who = \"infosec\"", "who = \"nobody\"");
    assert_eq!(faults.len(), 1, "{}", common::lines(&faults));
    assert!(catalogue.duty("internet-scan").is_none());
    for (index, duty) in catalogue.duties.iter().enumerate() {
        assert_eq!(catalogue.duty(&duty.name).map(DutyId::index), Some(index));
        assert!(catalogue.clauses[duty.clauses[0].index()].duties.iter().any(|id| id.index() == index));
    }
    let kept = catalogue.parameters.iter().find(|p| p.name == "log-kept.keep").expect("a parameter");
    assert_eq!(kept.duty, catalogue.duty("log-kept"));
    let orphan = catalogue.parameters.iter().find(|p| p.name == "internet-scan.every").expect("a parameter");
    assert_eq!(orphan.duty, None);
    assert!(
        catalogue.cases.iter().all(|case| case.duties.iter().all(|id| id.index() < catalogue.duties.len()))
    );
}

#[test]
fn the_digest_sees_names_and_contents_but_no_order() {
    let digest = |files: &[(String, String)]| load(files).0.digest;
    let pack = common::pack();
    let mut turned = pack.clone();
    turned.reverse();
    assert_eq!(digest(&pack), digest(&turned));
    let mut renamed = pack.clone();
    renamed[4].0 = "art-1.md".to_owned();
    assert_ne!(digest(&pack), digest(&renamed));
    assert_ne!(digest(&pack), digest(&common::planted(&[("art-01.md", "每季掃描一次", "每季掃描二次")])));
}

#[test]
fn faults_are_sorted_and_chapters_stand_in_order_of_number() {
    let page = |id: &str| format!("# 第條 · Article\n\n## {id} 甲 · A\n第條 · scope\n");
    let files: Vec<(String, String)> =
        [("annex-1.md", "x1.1"), ("art-10.md", "a10.p1"), ("art-04-1.md", "a4-1.1"), ("art-04.md", "a4.1")]
            .map(|(name, id)| (name.to_owned(), page(id)))
            .to_vec();
    let (catalogue, _) = load(&files);
    let ids: Vec<&str> = catalogue.clauses.iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(ids, ["a4.1", "a4-1.1", "a10.p1", "x1.1"]);

    let (_, faults) = load(&common::planted(&[
        ("terms.md", "reach = internet", "reech = internet"),
        ("art-01.md", "who = \"it\"", "who = \"ti\""),
        ("facts.md", "event = \"on\"", "event = \"in\""),
    ]));
    let positions: Vec<_> = faults.iter().map(|fault| fault.position.clone()).collect();
    assert!(positions.is_sorted() && positions.len() >= 3);
}

#[test]
fn a_fault_is_shown_with_its_line() {
    let (_, faults) = common::load_planted("art-01.md", "who = \"hr\"", "who = \"human\"  # 人資");
    let files = common::planted(&[("art-01.md", "who = \"hr\"", "who = \"human\"  # 人資")]);
    assert_snapshot!(render_diagnostic(&faults[0], Language::Zh, Some(&files[4].1)), @r#"
    art-01.md:130:8: [unknown-role] 沒有「human」這個角色
     130 | who = "human"  # 人資
         |        ^
      提示：可用的有：assessor、audit、board_secretariat、compliance、general_affairs、hr、infosec、it、manager、owner、vendor_manager
    "#);
    assert_snapshot!(render_diagnostic(&faults[0], Language::En, None), @"
    art-01.md:130:8: [unknown-role] there is no role `human`
      hint: known: assessor, audit, board_secretariat, compliance, general_affairs, hr, infosec, it, manager, owner, vendor_manager
    ");
    // The caret stands under the place also behind wide characters.
    let (_, faults) =
        common::load_planted("facts.md", "type = \"ref person\" }\nmaker", "type = \"ref persn\" }\nmaker");
    let files =
        common::planted(&[("facts.md", "type = \"ref person\" }\nmaker", "type = \"ref persn\" }\nmaker")]);
    assert_snapshot!(render_diagnostic(&faults[0], Language::En, Some(&files[1].1)), @r#"
    facts.md:35:46: [unknown-kind] there is no kind `persn`
     35 | owner = { label = "擁有者 · owner", type = "ref persn" }
        |                    　　　                       ^
      hint: did you mean `person`?
    "#);
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let files: Vec<(String, String)> = common::pack()
        .into_iter()
        .map(|(name, text)| (name, format!("\u{feff}{}", text.replace('\n', "\r\n"))))
        .collect();
    let (catalogue, faults) = load(&files);
    assert_eq!(common::lines(&faults), "no fault\n");
    assert_eq!(catalogue.clauses, sound().clauses);
}
