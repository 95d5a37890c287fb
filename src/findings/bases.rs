//! Warnings on what revenue alone does not show: W02, W17, W18, W21.

use super::standing::{Series, standing};
use super::{Case, Judge};
use crate::model::{Dependence, Finding, HeadMargin, History, Severity, TopFiveChange};
use crate::unit::{Amount, Money};
use crate::wording::{names, percent};

/// The bases that W02 compares with revenue, and how a sentence names them.
const OTHERS: [(&str, &str); 3] =
    [("recurring", "recurring revenue"), ("gross_profit", "gross profit"), ("receivables", "receivables")];
/// The three aspects of W21: rule, change, and its sentence.
const CHANGES: [(&str, &str, &str); 3] = [
    ("W21.new", "new", "came into the five largest customers within twelve months"),
    ("W21.lost", "lost", "left the five largest customers within twelve months"),
    ("W21.related", "related", "related parties among the five largest"),
];

fn share_of(customer: &Dependence, base: &str) -> Option<f64> {
    customer.shares.get(base).copied().flatten().map(|share| share.0)
}

fn amount_of(customer: &Dependence, base: &str) -> Option<Money> {
    customer.amounts.get(base).copied().flatten()
}

impl Judge<'_> {
    /// W02: a customer that weighs more on another base than in revenue, in steps of W01's levels.
    pub(super) fn other_bases(&self) -> Option<Finding> {
        let rule = self.policy.rule("W01")?;
        let step = |share: f64| rule.by_severity().iter().filter(|(_, level)| level.is_past(share)).count();
        let climbs = self.report.dependence.iter().flat_map(|customer| {
            let revenue = share_of(customer, "revenue").unwrap_or(0.0);
            OTHERS.iter().filter_map(move |(base, noun)| {
                let share = share_of(customer, base)?;
                let steps = step(share).checked_sub(step(revenue)).filter(|steps| *steps > 0)?;
                Some((steps, share, revenue, customer, *base, *noun))
            })
        });
        // The most steps, then the larger share; the first of equals stands.
        let worst = climbs.reduce(|worst, next| if (next.0, next.1) > (worst.0, worst.1) { next } else { worst });
        let (steps, share, revenue, customer, base, noun) = worst?;
        let message = format!(
            "{} brings {} of revenue but {} of {noun}: {} of the levels of the largest customer above its revenue.",
            customer.name,
            percent(revenue),
            percent(share),
            if steps == 1 { "one step".to_owned() } else { format!("{steps} steps") },
        );
        let case = Case {
            value: steps as f64,
            message,
            customers: vec![customer.customer.clone()],
            money: amount_of(customer, base),
            clears_when: format!(
                "its share of {noun} falls under {}",
                percent(rule.by_severity().get(step(revenue)).map_or(1.0, |(_, level)| level.at)),
            ),
        };
        let past = |point: &History| {
            let there = self.report.base_history.iter().filter(|it| it.period == point.period);
            let steps = there.map(|it| step(it.share.0).saturating_sub(step(it.revenue_share.map_or(0.0, |it| it.0))));
            Some(steps.max().unwrap_or(0) as f64)
        };
        self.unbroken(self.policy.rule("W02")?, case, past)
    }

    /// W18: the receivables that one customer owes.
    pub(super) fn receivables(&self) -> Option<Finding> {
        let owed = self.report.dependence.iter().filter_map(|it| Some((share_of(it, "receivables")?, it)));
        let (share, customer) = owed.reduce(|most, next| if next.0 > most.0 { next } else { most })?;
        let rule = self.policy.rule("W18")?;
        let past = |point: &History| {
            let there =
                self.report.base_history.iter().filter(|it| it.period == point.period && it.base == "receivables");
            there.map(|it| it.share.0).reduce(f64::max)
        };
        let series = self.series_of(past, Some(share));
        let standing = standing(rule, &series)?;
        let level = rule.level(standing.severity);
        let amount = amount_of(customer, "receivables");
        let money = amount.map_or_else(String::new, |amount| format!(" ({})", self.money(amount)));
        let message = format!(
            "{} owes {} of receivables{money}, {} {}: lenders leave out what one customer owes above their cap.",
            customer.name,
            percent(share),
            if standing.is_clearing { "no longer past" } else { "past" },
            percent(level),
        );
        let case = Case {
            value: share,
            message,
            customers: vec![customer.customer.clone()],
            money: amount,
            clears_when: format!("it owes less than {} of receivables", percent(rule.mildest())),
        };
        Some(self.with_history(self.finding(rule, standing.severity, case), standing, &series))
    }

    /// W17: the ten largest earn a lower gross margin than the rest, or one that falls.
    pub(super) fn head_margin(&self) -> Option<Finding> {
        let points = &self.report.head_margin;
        let now = points.iter().find(|point| point.period == "window")?;
        let (head, rest, gap) = (now.head?.0, now.rest?.0, now.gap?.0);
        let rule = self.policy.rule("W17")?;
        let series = self.margin_series(points);
        let by_level = standing(rule, &series);
        let falls = gap > 0.0 && falls_three_quarters(points);
        let by_fall = falls.then_some(Severity::Warning);
        let severity = by_level.as_ref().map(|standing| standing.severity).max(by_fall)?;
        let fall = if falls { " It fell in each of the last three quarters." } else { "" };
        let message = format!(
            "The ten largest customers leave a gross margin of {}, all others {}: {:.1} points less.{fall}",
            percent(head),
            percent(rest),
            gap * 100.0,
        );
        let case = Case {
            value: gap,
            message,
            customers: self.report.top_customers.iter().take(10).map(|it| it.customer.clone()).collect(),
            money: Some(now.head_amount),
            clears_when: format!(
                "the head's margin comes within {:.1} points of the rest's for two quarters, and does not fall for three",
                rule.mildest() * 100.0
            ),
        };
        let finding = self.finding(rule, severity, case);
        Some(match by_level {
            Some(standing) => self.with_history(finding, standing, &series),
            None => finding,
        })
    }

    /// The gap at quarter ends and now; the window is a point of its own where no quarter ends with it.
    fn margin_series(&self, points: &[HeadMargin]) -> Series {
        let window = points.iter().find(|point| point.period == "window");
        let end = window.map_or("", |point| point.as_of.as_str());
        let quarter = points.iter().find(|point| point.period != "window" && point.as_of == end);
        let is_whole = self.report.window.months == 12 && quarter.is_some();
        let past = points.iter().filter(|it| it.period != "window" && it.as_of.as_str() < end);
        let past = past.filter(|_| self.report.window.months == 12);
        let mut series: Vec<(String, f64)> = past.filter_map(|it| Some((it.period.clone(), it.gap?.0))).collect();
        let label = quarter.filter(|_| is_whole).map_or_else(|| self.report.as_of.clone(), |it| it.period.clone());
        series.extend(window.and_then(|it| it.gap).map(|gap| (label, gap.0)));
        Series { points: series, is_whole }
    }

    /// W21: new and lost names and related parties among the five largest; one finding an aspect.
    pub(super) fn top_five_changes(&self) -> Vec<Finding> {
        CHANGES.iter().filter_map(|(id, change, words)| self.top_five_change(id, change, words)).collect()
    }

    fn top_five_change(&self, id: &str, change: &str, words: &str) -> Option<Finding> {
        let changes: Vec<&TopFiveChange> =
            self.report.top_five_changes.iter().filter(|it| it.change == change).collect();
        let first = changes.first()?;
        let share: f64 = changes.iter().filter_map(|it| it.share).map(|share| share.0).sum();
        let amount: Amount = changes.iter().map(|it| it.amount.amount).sum();
        let money = Money::new(amount, first.amount.decimals);
        let listed = names(&changes.iter().map(|it| it.name.clone()).collect::<Vec<_>>());
        let when = if change == "lost" { "a year ago" } else { "now" };
        let whole = format!("{} of revenue {when} ({})", percent(share), self.money(money));
        let message = match change {
            "related" => format!("Among the five largest customers are related parties: {listed}, {whole}."),
            _ => format!("{listed} {words}: {whole}."),
        };
        let clears_when = match change {
            "related" => "no related party is among the five largest, or the flag is corrected".to_owned(),
            _ => "the five largest are those of a year earlier".to_owned(),
        };
        let customers = changes.iter().map(|it| it.customer.clone()).collect();
        let past = |point: &History| {
            let there = self.report.top_five_history.iter();
            let share = there.filter(|it| it.period == point.period && it.change == change).map(|it| it.share.0).next();
            Some(share.unwrap_or(0.0))
        };
        // A comparison over a year is past as soon as it shows nothing: there is no name left to give.
        self.unbroken(
            self.policy.rule(id)?,
            Case { value: share, message, customers, money: Some(money), clears_when },
            past,
        )
    }
}

/// Whether the head's margin is lower at each of the last three quarter ends than at the one before.
fn falls_three_quarters(points: &[HeadMargin]) -> bool {
    let quarters: Vec<f64> =
        points.iter().filter(|it| it.period != "window").filter_map(|it| Some(it.head?.0)).collect();
    quarters.len() >= 4 && quarters[quarters.len() - 4..].windows(2).all(|pair| pair[1] < pair[0])
}
