//! What stands behind the indexes: tiers, ties, the Lorenz curve, bounds, mergers, stability and the change of the HHI.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{
    HhiBounds, HhiChange, HhiChangeCustomer, LorenzPoint, Merger, RankTie, Reasons, Stability, TiedCustomer, Tier,
};
use crate::results::Table;
use crate::unit::{Amount, Ratio};

/// Pairs of customers the report lists.
const PAIRS: usize = 10;

/// Cells of one row, by column.
pub(super) struct Row(Table);

impl Row {
    pub(super) fn text(&self, column: &str) -> Result<Option<String>> {
        Ok(self.0.text(column)?.pop().flatten())
    }

    pub(super) fn word(&self, column: &str) -> Result<String> {
        Ok(self.text(column)?.unwrap_or_default())
    }

    pub(super) fn count(&self, column: &str) -> Result<u64> {
        Ok(self.whole(column)?.unwrap_or(0).max(0) as u64)
    }

    pub(super) fn whole(&self, column: &str) -> Result<Option<i64>> {
        Ok(self.0.integers(column)?.pop().flatten())
    }

    pub(super) fn ratio(&self, column: &str) -> Result<Option<Ratio>> {
        Ok(ratio(self.0.ratios(column)?.pop().flatten()))
    }

    /// A value that the relation always has.
    pub(super) fn number(&self, column: &str) -> Result<Ratio> {
        Ok(self.ratio(column)?.unwrap_or_default())
    }

    fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.0.flags(column)?.pop().unwrap_or_default())
    }

    pub(super) fn amount(&self, column: &str) -> Result<Option<Amount>> {
        Ok(self.0.amounts(column)?.pop().flatten())
    }

    /// Index points, exact to six decimals.
    fn points(&self, column: &str) -> Result<Ratio> {
        Ok(Ratio(self.amount(column)?.unwrap_or_default().to_f64()))
    }
}

/// Every row of a relation, read by `of`.
pub(super) fn rows<T>(context: &Context<'_>, relation: &str, of: impl Fn(&Row) -> Result<T>) -> Result<Vec<T>> {
    let table = context.results.table(relation)?;
    (0..table.rows()).map(|at| of(&Row(table.row(at)))).collect()
}

/// Customers by tier.
pub(super) fn tiers(context: &Context<'_>) -> Result<Vec<Tier>> {
    rows(context, "tiers", |row| {
        Ok(Tier {
            tier: row.word("tier")?,
            customers: row.count("customers")?,
            amount: context.money(row.amount("amount")?),
            share: row.ratio("share")?,
        })
    })
}

/// Ties across a rank, each with all who share it.
pub(super) fn rank_ties(context: &Context<'_>) -> Result<Vec<RankTie>> {
    let tied = rows(context, "rank_ties", |row| {
        let customer =
            TiedCustomer { rank: row.count("rank")?, customer: row.word("customer")?, name: row.word("name")? };
        Ok((row.count("top")?, context.money(row.amount("amount")?), customer))
    })?;
    let mut ties: Vec<RankTie> = Vec::new();
    for (top, amount, customer) in tied {
        match ties.last_mut().filter(|last| last.top == top) {
            Some(last) => last.customers.push(customer),
            None => ties.push(RankTie { top, amount, customers: vec![customer] }),
        }
    }
    Ok(ties)
}

/// The points of the Lorenz curve.
pub(super) fn lorenz(context: &Context<'_>) -> Result<Vec<LorenzPoint>> {
    let table = context.results.table("lorenz")?;
    let counts = table.integers("customers")?;
    let (across, up) = (table.ratios("customer_share")?, table.ratios("revenue_share")?);
    let point = |at: usize| LorenzPoint {
        customers: counts[at].unwrap_or(0).max(0) as u64,
        customer_share: ratio(across[at]).unwrap_or_default(),
        revenue_share: ratio(up[at]).unwrap_or_default(),
    };
    Ok((0..table.rows()).map(point).collect())
}

/// Bounds of the HHI from the N largest.
pub(super) fn hhi_bounds(context: &Context<'_>) -> Result<Vec<HhiBounds>> {
    rows(context, "hhi_bounds", |row| {
        let mut bounds = HhiBounds {
            top: row.count("top")?,
            known_share: row.number("known_share")?,
            hhi_lower: row.number("hhi_lower")?,
            hhi_lower_with_count: row.ratio("hhi_lower_with_count")?,
            hhi_upper: row.number("hhi_upper")?,
            hhi_upper_disclosed: row.ratio("hhi_upper_disclosed")?,
            reasons: Reasons::new(),
        };
        let mut explain = |missing: bool, key: &str, why: &str| {
            if missing {
                bounds.reasons.insert(format!("{key}_reason"), why.to_owned());
            }
        };
        explain(bounds.hhi_lower_with_count.is_none(), "hhi_lower_with_count", "every customer is known");
        let larger = "a customer that is not among these has 10 % or more";
        explain(bounds.hhi_upper_disclosed.is_none(), "hhi_upper_disclosed", larger);
        Ok(bounds)
    })
}

/// The mergers that would do most, and those that were asked for.
pub(super) fn mergers(context: &Context<'_>) -> Result<Vec<Merger>> {
    let all = rows(context, "merger_effects", |row| {
        Ok(Merger {
            customer_a: row.word("customer_a")?,
            name_a: row.word("name_a")?,
            customer_b: row.word("customer_b")?,
            name_b: row.word("name_b")?,
            merged_share: row.number("merged_share")?,
            hhi_change: row.number("hhi_change")?,
            hhi_after: row.number("hhi_after")?,
            is_asked: row.flag("is_asked")?,
        })
    })?;
    let listed = all.into_iter().enumerate().filter(|(place, merger)| *place < PAIRS || merger.is_asked);
    Ok(listed.map(|(_, merger)| merger).collect())
}

/// Every index without one customer.
pub(super) fn stability(context: &Context<'_>) -> Result<Vec<Stability>> {
    rows(context, "stability", |row| {
        Ok(Stability {
            customer: row.word("customer")?,
            name: row.word("name")?,
            rank: row.count("rank")?,
            cr_1: row.number("cr_1")?,
            cr_5: row.number("cr_5")?,
            cr_10: row.number("cr_10")?,
            hhi: row.number("hhi")?,
            n_eff: row.number("n_eff")?,
            gini: row.number("gini")?,
            entropy: row.number("entropy")?,
            theil: row.number("theil")?,
            hall_tideman: row.number("hall_tideman")?,
            hoover: row.number("hoover")?,
        })
    })
}

/// Where the change of the HHI comes from; none where the year before is not covered.
pub(super) fn hhi_change(context: &Context<'_>) -> Result<Option<HhiChange>> {
    let by_customer = rows(context, "hhi_change_by_customer", change_of)?;
    let others = rows(context, "hhi_change_by_customer", |row| row.points("others"))?;
    let change = rows(context, "hhi_change", |row| {
        Ok(HhiChange {
            before: row.points("before")?,
            transfer: row.points("transfer")?,
            fx: row.points("fx")?,
            stayers: row.points("stayers")?,
            entrants: row.points("entrants")?,
            leavers: row.points("leavers")?,
            after: row.points("after")?,
            by_customer: Vec::new(),
            others: others.first().copied().unwrap_or_default(),
        })
    })?;
    Ok(change.into_iter().next().map(|change| HhiChange { by_customer, ..change }))
}

fn change_of(row: &Row) -> Result<HhiChangeCustomer> {
    let (share_before, share_after) = (row.ratio("share_before")?, row.ratio("share_after")?);
    let mut reasons = Reasons::new();
    if share_before.is_none() {
        reasons.insert("share_before_reason".to_owned(), "no positive revenue in the year before".to_owned());
    }
    if share_after.is_none() {
        reasons.insert("share_after_reason".to_owned(), "no positive revenue in the window".to_owned());
    }
    Ok(HhiChangeCustomer {
        customer: row.word("customer")?,
        name: row.word("name")?,
        kind: row.word("kind")?,
        share_before,
        share_after,
        change: row.points("change")?,
        reasons,
    })
}
