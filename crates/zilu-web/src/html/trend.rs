//! How it went over the year: server-made SVG, with its numbers in words beside it and in a table below.

use crate::asked::Asked;
use crate::date;
use crate::html::number;
use crate::lang::Lang;
use crate::status;
use maud::{Markup, html};
use zilu_app::overview::{Tally, TrendPoint};
use zilu_catalogue::Status;

/// What is open, from the base up: the most severe has the common base line.
const OPEN: [Status; 4] = [Status::Late, Status::Breached, Status::Unproven, Status::Due];

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 268.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 118.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 52.0;

/// A stacked column per month-end: what was open.
pub(crate) fn trend(asked: &Asked, points: &[TrendPoint]) -> Markup {
    let most = points.iter().map(|point| open(&point.counts)).max().unwrap_or(0);
    let scale = Scale::new(most);
    let step = (WIDTH - LEFT - RIGHT) / points.len().max(1) as f64;
    let summary = summary(asked, points);
    html! {
        figure.trend {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(summary) {
                (patterns())
                @for tick in scale.ticks() {
                    @let y = scale.y(tick);
                    line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(n(y)) y2=(n(y)) {}
                    text.axis x=(LEFT - 6.0) y=(n(y + 3.5)) text-anchor="end" { (number(tick)) }
                }
                @for (index, point) in points.iter().enumerate() {
                    (column(asked, &scale, point, LEFT + step * index as f64, step, index + 1 == points.len()))
                }
                @if let Some(last) = points.last() { (labels(asked, &scale, &last.counts)) }
                text.axis x=(LEFT - 6.0) y=(HEIGHT - 8.0) text-anchor="end" { (asked.t("符合率", "met")) }
            }
            figcaption { (summary) }
            details.numbers-table {
                summary { (asked.t("數字表", "Numbers")) }
                (table(asked, points))
            }
        }
    }
}

fn column(asked: &Asked, scale: &Scale, point: &TrendPoint, x: f64, step: f64, last: bool) -> Markup {
    let width = (step * 0.66).min(34.0);
    let left = x + (step - width) / 2.0;
    let middle = x + step / 2.0;
    let total = open(&point.counts);
    let mut parts = Vec::new();
    let mut base = 0;
    for status in OPEN {
        let count = point.counts.of(status);
        if count > 0 {
            let (bottom, top) = (scale.y(base), scale.y(base + count));
            parts.push((status, top, bottom - top));
            base += count;
        }
    }
    html! {
        g.column.now[last] {
            title { (day_label(asked, &point.on)) "：" (crate::html::duty::tally(asked, &point.counts)) }
            @for (status, y, height) in parts {
                rect.(status::class(status)) x=(n(left)) y=(n(y)) width=(n(width)) height=(n(height.max(0.8))) {}
                @if matches!(status, Status::Breached | Status::Unproven) {
                    rect x=(n(left)) y=(n(y)) width=(n(width)) height=(n(height.max(0.8))) fill=(if status == Status::Breached { "url(#stripes)" } else { "url(#dots)" }) {}
                }
            }
            text.total x=(n(middle)) y=(n(scale.y(total) - 5.0)) text-anchor="middle" { (number(total)) }
            text.axis x=(n(middle)) y=(n(HEIGHT - BOTTOM + 15.0)) text-anchor="middle" { (month_label(asked, &point.on, last)) }
            text.axis x=(n(middle)) y=(n(HEIGHT - 8.0)) text-anchor="middle" { (met_share(&point.counts)) }
        }
    }
}

/// Beside the last column, pushed apart where they would overlap.
fn labels(asked: &Asked, scale: &Scale, counts: &Tally) -> Markup {
    const LINE: f64 = 15.0;
    let mut base = 0;
    let mut placed: Vec<(Status, f64)> = Vec::new();
    for status in OPEN {
        let count = counts.of(status);
        if count > 0 {
            let wanted = (scale.y(base) + scale.y(base + count)) / 2.0;
            let above = placed.last().map_or(HEIGHT - BOTTOM, |(_, y)| y - LINE);
            placed.push((status, wanted.min(above)));
            base += count;
        }
    }
    let x = WIDTH - RIGHT + 8.0;
    html! {
        @for (status, y) in placed {
            rect.(status::class(status)) x=(n(x)) y=(n(y - 5.0)) width="9" height="9" {}
            text.label x=(n(x + 14.0)) y=(n(y + 4.0)) { (status::label(status, asked.lang)) " " (number(counts.of(status))) }
        }
    }
}

/// The course of one status, on its own scale.
pub(crate) fn sparkline(points: &[TrendPoint], status: Status) -> Markup {
    let most = points.iter().map(|point| point.counts.of(status)).max().unwrap_or(0).max(1);
    let step = 104.0 / points.len().max(1) as f64;
    html! {
        svg.sparkline viewBox="0 0 104 22" preserveAspectRatio="none" aria-hidden="true" {
            @for (index, point) in points.iter().enumerate() {
                @let height = f64::from(point.counts.of(status)) / f64::from(most) * 21.0;
                @let height = if point.counts.of(status) > 0 { height.max(1.5) } else { 0.6 };
                rect class=[(index + 1 == points.len()).then_some("now")] x=(n(step * index as f64)) y=(n(22.0 - height)) width=(n(step * 0.7)) height=(n(height)) {}
            }
        }
    }
}

fn patterns() -> Markup {
    html! {
        defs {
            pattern #stripes width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" { line.over x1="0" y1="0" x2="0" y2="5" stroke-width="2" {} }
            pattern #dots width="5" height="5" patternUnits="userSpaceOnUse" { circle.over-dot cx="2.5" cy="2.5" r="1" {} }
        }
    }
}

fn table(asked: &Asked, points: &[TrendPoint]) -> Markup {
    html! {
        div.table-frame {
            table.numbers {
                thead { tr {
                    th scope="col" { (asked.t("日期", "Date")) }
                    @for status in status::ORDER { th scope="col" { (status::label(status, asked.lang)) } }
                    th scope="col" { (asked.t("符合率", "Met")) }
                } }
                tbody { @for point in points {
                    tr {
                        th scope="row" { (date::iso(&point.on, asked.lang)) }
                        @for status in status::ORDER { td { (number(point.counts.of(status))) } }
                        td { (met_share(&point.counts)) }
                    }
                } }
            }
        }
    }
}

fn summary(asked: &Asked, points: &[TrendPoint]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let (from, to) = (day_label(asked, &first.on), day_label(asked, &last.on));
    let (a, b) = (number(open(&first.counts)), number(open(&last.counts)));
    match asked.lang {
        Lang::Zh => format!("未結（逾期、違反、未證明、待辦）由 {from} 的 {a} 件到 {to} 的 {b} 件。"),
        Lang::En => format!("Open (late, breached, unproven, due): {a} on {from}, {b} on {to}."),
    }
}

fn open(counts: &Tally) -> u32 {
    OPEN.into_iter().map(|status| counts.of(status)).sum()
}

/// Of all but the exempt; unproven is not met.
fn met_share(counts: &Tally) -> String {
    let owed = counts.total() - counts.exempt;
    if owed == 0 {
        "–".to_owned()
    } else {
        format!("{}%", u64::from(counts.met + counts.met_late) * 100 / u64::from(owed))
    }
}

fn day_label(asked: &Asked, iso: &str) -> String {
    date::day(iso).map_or_else(|| iso.to_owned(), |day| date::short(day, asked.lang))
}

/// 114/06 or 2025-06; the last column is D itself.
fn month_label(asked: &Asked, iso: &str, last: bool) -> String {
    let label = day_label(asked, iso);
    let month = label.get(..label.len().saturating_sub(3)).unwrap_or(&label).to_owned();
    if last { label.get(label.len().saturating_sub(5)..).unwrap_or(&label).to_owned() } else { month }
}

struct Scale {
    top: u32,
    step: u32,
}

impl Scale {
    /// Round steps, three to five of them.
    fn new(most: u32) -> Scale {
        let mut step: u32 = 1;
        for next in [2, 5, 10].into_iter().cycle() {
            if most <= step.saturating_mul(4) {
                break;
            }
            let decade = 10_u32.pow(step.ilog10());
            step = if next == 10 { decade.saturating_mul(10) } else { decade * next };
        }
        Scale { top: most.div_ceil(step).max(1) * step, step }
    }

    fn ticks(&self) -> impl Iterator<Item = u32> {
        (0..=self.top).step_by(self.step as usize)
    }

    fn y(&self, value: u32) -> f64 {
        HEIGHT - BOTTOM - f64::from(value) / f64::from(self.top) * (HEIGHT - TOP - BOTTOM)
    }
}

/// A coordinate, short.
fn n(value: f64) -> String {
    format!("{value:.1}")
}
