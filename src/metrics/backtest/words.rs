//! The backtest and its chances in words.

use crate::risk::backtest::{Active, BANDS, Backtest, Basis, Fitted, HORIZON, Method, TENURES, Verdict, skill};
use crate::risk::churn;
use crate::risk::score::{Outcome, brier};
use crate::wording::percent;

/// A method as a reader calls it.
pub(super) fn called(method: Method) -> &'static str {
    match method {
        Method::BaseRate => "the base rate",
        Method::EmpiricalBayes => "empirical Bayes",
        Method::ShiftedBetaGeometric => "the shifted beta-geometric model",
        Method::BgNbd => "the BG/NBD model",
    }
}

/// The verdict as a sentence or two.
pub(super) fn verdict(result: &Backtest, used: Method, basis: Basis, by_booking: bool) -> String {
    let dates = match result.scored().count() {
        1 => "one past date".to_owned(),
        count => format!("{count} past dates twelve months apart"),
    };
    let base = result.outcomes(Method::BaseRate);
    let score = |outcomes: &[Outcome]| brier(outcomes).unwrap_or_default();
    let sentence = match result.verdict {
        Verdict::Skill => {
            let chosen = result.chosen();
            format!(
                "Over {dates} the methods chosen on earlier ones forecast losses better than the base rate known then: a Brier \
                 score of {:.4} against {:.4} (skill {}). Over all of them {} forecast best.",
                score(&chosen),
                score(&base),
                percent(skill(&chosen, &base).unwrap_or_default()),
                called(result.best),
            )
        }
        Verdict::NoSkill if result.best != Method::BaseRate => format!(
            "Over {dates} the methods chosen on earlier ones forecast losses no better than the base rate known then, so all \
             customers have the same chance to leave. That {} forecast best over all of them shows only in hindsight.",
            called(result.best),
        ),
        Verdict::NoSkill => {
            let models: Vec<&str> = result.methods(basis).into_iter().skip(1).map(called).collect();
            format!(
                "Over {dates} {} forecast losses no better than the base rate known then, so all customers have the same \
                 chance to leave.",
                models.join(" and "),
            )
        }
        Verdict::TooFew if !result.has_few_losses() => format!(
            "Only one past date can be scored, and no earlier one to choose a method by: the models cannot be told apart, and \
             the chances, by {}, are untested.",
            called(used),
        ),
        Verdict::TooFew => format!(
            "Over {dates} only {:.1} losses were to be expected, fewer than 5: the models cannot be told apart, and \
             the chances, by {}, are untested.",
            result.expected(),
            called(used),
        ),
        Verdict::None => {
            let why = if by_booking {
                " A date knows only what was booked by then; `--map booked_at=` tests on all rows."
            } else {
                ""
            };
            format!(
                "No past date has both losses seen before it and its outcome twelve months on: the chances, by {}, are \
                 untested.{why}",
                called(used),
            )
        }
    };
    let own = Method::of(basis).into_iter().filter(|method| !result.methods(basis).contains(method));
    let unfit: String = own
        .filter(|_| result.scored().count() > 0)
        .map(|method| format!(" There {} finds no fit.", called(method)))
        .collect();
    let sentence = format!("{sentence}{unfit}");
    if used == result.used { sentence } else { format!("{sentence} It has no fit today, so the base rate is used.") }
}

/// Where a customer's chance comes from.
pub(super) fn evidence(fitted: &Fitted<'_>, method: Method, customer: &Active) -> String {
    let cell = fitted.cell(customer);
    match (method, fitted.bayes, fitted.sbg) {
        (Method::EmpiricalBayes, churn::Method::EmpiricalBayes { .. }, _) => format!(
            "empirical Bayes: {} of {} customer-years lost at {}",
            cell.losses,
            cell.customer_years,
            named(fitted, customer)
        ),
        (Method::EmpiricalBayes, churn::Method::Pooled, _) => {
            "all customers together: too few losses or cells to tell them apart".to_owned()
        }
        (Method::ShiftedBetaGeometric, _, Some(fit)) => format!(
            "shifted beta-geometric: {} survived, a {:.2}, b {:.2}",
            counted(customer.tenure / HORIZON, "yearly renewal"),
            fit.a,
            fit.b
        ),
        (Method::BgNbd, ..) => {
            let history = fitted.purchases(customer);
            let silent = (history.age - history.recency) as i32;
            format!(
                "BG/NBD: revenue in {} since its first month, the last {} ago",
                counted(history.repeats as i32, "month"),
                counted(silent, "month")
            )
        }
        _ => format!(
            "base rate: {} of {} customer-years lost over all customers",
            fitted.whole.losses, fitted.whole.customer_years
        ),
    }
}

/// The cell in words.
fn named(fitted: &Fitted<'_>, customer: &Active) -> String {
    let key = customer.key;
    let segment = key.segment.map_or(String::new(), |segment| format!("{}, ", fitted.segment(segment)));
    format!("{segment}{}, {}", BANDS[key.band], TENURES[key.tenure])
}

fn counted(count: i32, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
