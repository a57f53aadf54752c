//! How the rules stand as OSCAL assessment results: an observation per duty, a finding per clause.
//!
//! A clause is satisfied when nothing under it is late, breached, unproven or exempt, and every nature of it is
//! executable. What is not yet due does not count against it. A clause under which nothing is owed has no finding.

use crate::Export;
use crate::catalog::statement_id;
use crate::metadata::{BackMatter, Identifier, Metadata, Property, counts, evening, morning};
use crate::prose::{both, title};
use serde::Serialize;
use zilu_app::words::Words;
use zilu_catalogue::{Clause, Duty, DutyId, Status};
use zilu_engine::{Counts, Day};

/// The document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ResultsDocument {
    assessment_results: AssessmentResults,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct AssessmentResults {
    uuid: Identifier,
    metadata: Metadata,
    import_ap: Import,
    results: [AssessmentResult; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<BackMatter>,
}

#[derive(Debug, Clone, Serialize)]
struct Import {
    href: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct AssessmentResult {
    uuid: Identifier,
    title: String,
    description: String,
    start: String,
    end: String,
    props: Vec<Property>,
    reviewed_controls: ReviewedControls,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    observations: Vec<Observation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct ReviewedControls {
    control_selections: [ControlSelection; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(untagged, rename_all_fields = "kebab-case")]
enum ControlSelection {
    Listed { include_controls: Vec<Selected> },
    All { include_all: Nothing },
}

#[derive(Debug, Clone, Serialize)]
struct Nothing {}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Selected {
    control_id: String,
}

#[derive(Debug, Clone, Serialize)]
struct Observation {
    uuid: Identifier,
    title: String,
    description: String,
    props: Vec<Property>,
    methods: [&'static str; 1],
    types: [&'static str; 1],
    collected: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Finding {
    uuid: Identifier,
    title: String,
    description: String,
    props: Vec<Property>,
    target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_observations: Vec<RelatedObservation>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Target {
    r#type: &'static str,
    target_id: String,
    status: State,
}

#[derive(Debug, Clone, Serialize)]
struct State {
    state: &'static str,
    reason: &'static str,
    remarks: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct RelatedObservation {
    observation_uuid: Identifier,
}

/// How the rules stand on D, as known at K.
pub fn results(export: &Export<'_>) -> ResultsDocument {
    let lens = export.lens;
    let per_duty = lens.evaluation.counts(lens.on);
    let mut total = Counts::default();
    per_duty.iter().for_each(|counts| total.add(counts));
    let reviewed: Vec<&Clause> =
        lens.catalogue.clauses.iter().filter(|clause| !clause.duties.is_empty()).collect();
    let findings: Vec<Finding> =
        reviewed.iter().filter_map(|clause| finding(export, clause, &per_duty)).collect();
    let plan = export.placeholder(
        "assessment-plan",
        "無評估計畫 · no assessment plan",
        (
            "狀態由事實持續推算，沒有另訂評估計畫；此處只因格式要求而列。",
            "Standings are computed from the facts at all times; there is no plan. The format demands a reference.",
        ),
    );
    // Nothing is owed before the company keeps records, nor before the first duty binds.
    let bound =
        lens.catalogue.duties.iter().filter_map(|duty| duty.since).min().map_or(Day::ALWAYS, Day::from);
    let start = lens.evaluation.start().max(bound);
    let start = if start == Day::ALWAYS { lens.on } else { start.min(lens.on) };
    let mut props = counts(&total);
    for (name, state) in [("clauses-satisfied", SATISFIED), ("clauses-not-satisfied", NOT_SATISFIED)] {
        let number = findings.iter().filter(|finding| finding.target.status.state == state).count();
        props.push(Property::own(name, &number.to_string()));
    }
    let idle = reviewed.len() - findings.len();
    props.push(Property::own("clauses-without-standing", &idle.to_string()));
    let controls: Vec<Selected> =
        reviewed.iter().map(|clause| Selected { control_id: clause.id.clone() }).collect();
    ResultsDocument {
        assessment_results: AssessmentResults {
            uuid: export.of_document(&["assessment-results"]),
            metadata: export.metadata(("評估結果", "assessment results"), REMARKS, true),
            import_ap: Import { href: plan.uuid.reference() },
            results: [AssessmentResult {
                uuid: export.of_day(&["result"]),
                title: format!("基準日 {on} 之狀態 · standings as of {on}", on = lens.on),
                description: both(&tally(&total)),
                start: morning(start),
                end: evening(lens.on),
                props,
                reviewed_controls: ReviewedControls {
                    control_selections: [match controls.is_empty() {
                        true => ControlSelection::All { include_all: Nothing {} },
                        false => ControlSelection::Listed { include_controls: controls },
                    }],
                },
                observations: observations(export, &per_duty),
                findings,
            }],
            back_matter: BackMatter::of(vec![plan, export.rules()]),
        },
    }
}

const REMARKS: (&str, &str) = (
    "每一條文一項發現，由其義務的狀態推算：有逾期、違反、未證明、豁免，或性質尚未全部可執行者，為 not-satisfied；未到期者不計。沒有任何狀態的條文不列發現。",
    "A finding per clause, computed from the standings of its duties: not satisfied where anything is late, breached, unproven or exempt, or a nature is not yet executable; what is not yet due does not count. A clause without any standing has no finding.",
);

const SATISFIED: &str = "satisfied";
const NOT_SATISFIED: &str = "not-satisfied";

fn observations(export: &Export<'_>, per_duty: &[Counts]) -> Vec<Observation> {
    let duties = export.lens.catalogue.duties.iter().zip(per_duty);
    duties
        .filter(|(_, counts)| counts.total() > 0)
        .map(|(duty, counts)| observation(export, duty, counts))
        .collect()
}

fn observation(export: &Export<'_>, duty: &Duty, of: &Counts) -> Observation {
    let mut props = vec![
        Property::own("duty", &duty.name),
        Property::own("role", duty.who.word()),
        Property::own("basis", if duty.attested { "attested" } else { "computed" }),
    ];
    props.extend(counts(of));
    Observation {
        uuid: export.of_day(&["observation", &duty.name]),
        title: title(&duty.title),
        description: both(&tally(of)),
        props,
        // Records are examined; what only a person's word can show was asked.
        methods: [if duty.attested { "INTERVIEW" } else { "EXAMINE" }],
        types: ["control-objective"],
        collected: evening(export.lens.on),
    }
}

fn finding(export: &Export<'_>, clause: &Clause, per_duty: &[Counts]) -> Option<Finding> {
    let of = export.lens.clause_counts(clause, per_duty);
    if of.total() == 0 {
        return None;
    }
    let executable = clause.uncovered(export.lens.catalogue).is_empty();
    let observed = |duty: &&DutyId| per_duty[duty.index()].total() > 0;
    let related = clause.duties.iter().filter(observed).map(|duty| {
        let name = &export.lens.catalogue.duties[duty.index()].name;
        RelatedObservation { observation_uuid: export.of_day(&["observation", name]) }
    });
    Some(Finding {
        uuid: export.of_day(&["finding", &clause.id]),
        title: format!("{} {}", clause.id, title(&clause.title)),
        description: both(&tally(&of)),
        props: counts(&of),
        target: Target {
            r#type: "statement-id",
            target_id: statement_id(clause),
            status: state(&of, executable),
        },
        related_observations: related.collect(),
    })
}

/// What counts against a clause, the first that applies.
fn state(of: &Counts, executable: bool) -> State {
    let has = |status| of.of(status) > 0;
    let (state, reason, words) = if has(Status::Late) || has(Status::Breached) {
        (NOT_SATISFIED, "fail", ("有逾期或違反", "something is late or breached"))
    } else if has(Status::Unproven) {
        (
            NOT_SATISFIED,
            "other",
            ("有未證明者：缺事實或佐證", "something is unproven: a fact or its proof is missing"),
        )
    } else if !executable {
        (NOT_SATISFIED, "other", ("條文有性質尚未可執行", "a nature of the clause is not yet executable"))
    } else if has(Status::Exempt) {
        (
            NOT_SATISFIED,
            "other",
            ("有核准之豁免，豁免不是符合", "an approved exemption covers it; exempt is not met"),
        )
    } else if has(Status::Met) || has(Status::MetLate) {
        (SATISFIED, "pass", ("已到期者均符合", "all that was due is met"))
    } else {
        (SATISFIED, "other", ("均未到期，尚無可驗", "nothing is due yet, so nothing was shown yet"))
    };
    State { state, reason, remarks: title(&words) }
}

/// Counts in words, the most severe first: 逾期 3、符合 12.
pub(crate) fn tally(of: &Counts) -> Words {
    let statuses: Vec<Status> = Status::ALL.into_iter().rev().filter(|status| of.of(*status) > 0).collect();
    if statuses.is_empty() {
        return Words::new("無任何狀態", "no standing");
    }
    let list = |pick: fn((&'static str, &'static str)) -> &'static str, join: &str| {
        let parts: Vec<String> =
            statuses.iter().map(|status| format!("{} {}", pick(status.label()), of.of(*status))).collect();
        parts.join(join)
    };
    Words::new(list(|(zh, _)| zh, "、"), list(|(_, en)| en, ", "))
}
