//! The limits that what is left of the margin must keep, and the slack to the tightest.

use crate::config::{Config, RiskRules, money};
use crate::error::Result;
use crate::metrics::Context;
use crate::model::StressLimit;
use crate::unit::{Amount, Money, Ratio};

/// Fixed cost and limits of the configuration.
pub(in crate::metrics) struct Limits {
    pub(in crate::metrics) fixed_cost: Amount,
    net_debt: Option<Amount>,
    /// Name, words and what EBITDA must stay at or above.
    floors: Vec<(&'static str, String, Amount)>,
}

impl Limits {
    /// None where no fixed cost is configured.
    pub(in crate::metrics) fn read(config: &Config, context: &Context<'_>) -> Result<Option<Limits>> {
        Limits::of(&config.risk, context.decimals, context.currency)
    }

    fn of(rules: &RiskRules, decimals: u32, currency: Option<&str>) -> Result<Option<Limits>> {
        let Some(fixed_cost) = money("risk.fixed_cost", rules.fixed_cost.as_deref())? else { return Ok(None) };
        let shown = |amount: Amount| crate::wording::money(Money::new(amount, decimals), currency);
        let mut floors = vec![("fixed_cost", "margin covers fixed cost".to_owned(), Amount::ZERO)];
        let net_debt = money("risk.net_debt", rules.net_debt.as_deref())?;
        if let (Some(net_debt), Some(most)) = (net_debt, rules.max_leverage) {
            let words = format!("net debt of {} is at most {most} times EBITDA", shown(net_debt));
            floors.push(("covenant", words, quotient_up(net_debt, most, decimals)));
        }
        let cash = money("risk.cash", rules.cash.as_deref())?;
        if let (Some(cash), Some(floor)) = (cash, money("risk.cash_floor", rules.cash_floor.as_deref())?) {
            let words = format!("cash of {} stays at {} or above for twelve months", shown(cash), shown(floor));
            floors.push(("cash_floor", words, Amount(floor.0 - cash.0)));
        }
        Ok(Some(Limits { fixed_cost, net_debt, floors }))
    }

    /// Every limit with its slack at a margin, the tightest first.
    pub(super) fn at(&self, margin: Amount, decimals: u32) -> Vec<StressLimit> {
        let ebitda = self.ebitda(margin);
        let limit = |(name, words, floor): &(&str, String, Amount)| StressLimit {
            limit: (*name).to_owned(),
            description: words.clone(),
            floor: Money::new(*floor, decimals),
            slack: Money::new(Amount(ebitda.0 - floor.0), decimals),
        };
        let mut limits: Vec<StressLimit> = self.floors.iter().map(limit).collect();
        limits.sort_by_key(|limit| limit.slack.amount);
        limits
    }

    /// The slack to the limit that counts: the tightest of covenant and cash floor where one is configured, since a
    /// company with cash may run at a loss for a while; else that fixed cost leaves.
    pub(in crate::metrics) fn slack(&self, margin: Amount) -> Amount {
        Amount(self.ebitda(margin).0 - self.floor().2.0)
    }

    /// That limit's name, words and floor.
    pub(super) fn floor(&self) -> &(&'static str, String, Amount) {
        let beyond_cost = self.floors.iter().skip(1).max_by_key(|floor| floor.2);
        beyond_cost.unwrap_or(&self.floors[0])
    }

    pub(in crate::metrics) fn ebitda(&self, margin: Amount) -> Amount {
        Amount(margin.0 - self.fixed_cost.0)
    }

    /// Net debt over EBITDA; none without net debt, or where EBITDA is not positive.
    pub(super) fn leverage(&self, margin: Amount) -> Option<Ratio> {
        let ebitda = self.ebitda(margin);
        self.net_debt.filter(|_| ebitda.0 > 0).map(|net_debt| Ratio(net_debt.to_f64() / ebitda.to_f64()))
    }
}

/// `amount` / `by`, up to the next minor unit: a limit is never understated by rounding.
fn quotient_up(amount: Amount, by: f64, decimals: u32) -> Amount {
    let unit = 10_i128.pow(6 - decimals.min(6));
    let millionths = ((by * 1e6).round() as i128).max(1);
    let units = amount.0.saturating_mul(1_000_000).div_euclid(millionths);
    let exact = amount.0.saturating_mul(1_000_000).rem_euclid(millionths) == 0 && units.rem_euclid(unit) == 0;
    Amount(if exact { units } else { (units.div_euclid(unit) + 1) * unit })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RiskRules;

    fn rules(rules: RiskRules) -> Limits {
        match Limits::of(&rules, 2, Some("EUR")) {
            Ok(Some(limits)) => limits,
            other => unreachable!("{:?}", other.map(|it| it.is_some())),
        }
    }

    fn text(amount: &str) -> Option<String> {
        Some(amount.to_owned())
    }

    #[test]
    fn slack_to_each_limit() {
        // Margin 60, fixed cost 45: EBITDA 15. Net debt 30 at 3.5 times asks for 8.571429, up to 8.58.
        let limits = rules(RiskRules {
            fixed_cost: text("45"),
            net_debt: text("30"),
            max_leverage: Some(3.5),
            cash: text("20"),
            cash_floor: text("5"),
            ..RiskRules::default()
        });
        let at = limits.at(Amount(60_000_000), 2);
        let told: Vec<(&str, String, String)> =
            at.iter().map(|it| (it.limit.as_str(), it.floor.to_string(), it.slack.to_string())).collect();
        let row = |name: &'static str, floor: &str, slack: &str| (name, floor.to_owned(), slack.to_owned());
        let expected =
            [row("covenant", "8.58", "6.42"), row("fixed_cost", "0.00", "15.00"), row("cash_floor", "-15.00", "30.00")];
        assert_eq!(told, expected);
        assert_eq!(at[0].description, "net debt of EUR 30 is at most 3.5 times EBITDA");
        assert_eq!(limits.slack(Amount(60_000_000)), Amount(6_420_000), "the covenant is the tightest");
        assert_eq!(limits.leverage(Amount(60_000_000)), Some(Ratio(2.0)));
        assert_eq!(limits.leverage(Amount(45_000_000)), None, "no EBITDA");
    }

    #[test]
    fn cash_lets_a_company_run_at_a_loss() {
        let cash = RiskRules { cash: text("20"), cash_floor: text("5"), ..RiskRules::default() };
        let limits = rules(RiskRules { fixed_cost: text("45"), ..cash });
        assert_eq!(limits.slack(Amount(60_000_000)), Amount(30_000_000));
        assert_eq!(
            rules(RiskRules { fixed_cost: text("45"), ..RiskRules::default() }).slack(Amount(40_000_000)),
            Amount(-5_000_000)
        );
    }

    #[test]
    fn limits_round_against_the_company() {
        assert_eq!(quotient_up(Amount(30_000_000), 3.0, 2), Amount(10_000_000));
        assert_eq!(quotient_up(Amount(10_000_000), 3.0, 2), Amount(3_340_000));
        assert_eq!(quotient_up(Amount(-10_000_000), 3.0, 2), Amount(-3_330_000));
        assert_eq!(quotient_up(Amount(10_000_000), 3.0, 0), Amount(4_000_000));
    }
}
