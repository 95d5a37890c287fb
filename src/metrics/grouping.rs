//! The grouping policies side by side.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{PolicyChange, PolicyConcentration, PolicyMember};

/// Every policy, with what it changes against `chosen`.
pub(super) fn groupings(context: &Context<'_>, chosen: &str) -> Result<Vec<PolicyConcentration>> {
    let table = context.results.table("policy_comparison")?;
    let (policies, reasons) = (table.text("policy")?, table.text("reason")?);
    let (largest, names) = (table.text("largest")?, table.text("largest_name")?);
    let (customers, major) = (table.integers("customers")?, table.integers("major_customers")?);
    let amounts = table.amounts("amount")?;
    let [cr_1, cr_5, cr_10, hhi] = ["cr_1", "cr_5", "cr_10", "hhi"].map(|column| table.ratios(column));
    let (cr_1, cr_5, cr_10, hhi) = (cr_1?, cr_5?, cr_10?, hhi?);
    let count = |cells: &[Option<i64>], at: usize| cells[at].map(|count| count.max(0) as u64);
    let mut groupings = Vec::new();
    for at in 0..table.rows() {
        let policy = policies[at].clone().unwrap_or_default();
        let mut grouping = PolicyConcentration {
            chosen: policy == chosen,
            customers: count(&customers, at),
            amount: reasons[at].is_none().then(|| context.exact(amounts[at])),
            cr_1: ratio(cr_1[at]),
            cr_5: ratio(cr_5[at]),
            cr_10: ratio(cr_10[at]),
            hhi: ratio(hhi[at]),
            largest: largest[at].clone(),
            largest_name: names[at].clone(),
            major_customers: count(&major, at),
            merged: changes(context, &policy, "merged")?,
            split: changes(context, &policy, "split")?,
            policy,
            ..PolicyConcentration::default()
        };
        explain_nulls(&mut grouping, reasons[at].as_deref());
        groupings.push(grouping);
    }
    Ok(groupings)
}

fn explain_nulls(grouping: &mut PolicyConcentration, reason: Option<&str>) {
    let empty = [
        ("customers", grouping.customers.is_none()),
        ("amount", grouping.amount.is_none()),
        ("cr_1", grouping.cr_1.is_none()),
        ("cr_5", grouping.cr_5.is_none()),
        ("cr_10", grouping.cr_10.is_none()),
        ("hhi", grouping.hhi.is_none()),
        ("largest", grouping.largest.is_none()),
        ("largest_name", grouping.largest_name.is_none()),
        ("major_customers", grouping.major_customers.is_none()),
    ];
    let reason = reason.unwrap_or("no customer has positive revenue in the window");
    for (key, _) in empty.iter().filter(|(_, is_null)| *is_null) {
        grouping.reasons.insert(format!("{key}_reason"), reason.to_owned());
    }
}

fn changes(context: &Context<'_>, policy: &str, change: &str) -> Result<Vec<PolicyChange>> {
    let table = context.results.table("policy_changes")?;
    let (policies, kinds) = (table.text("policy")?, table.text("change")?);
    let (groups, names) = (table.text("group_id")?, table.text("name")?);
    let (members, member_names) = (table.text("member_id")?, table.text("member_name")?);
    let amounts = table.amounts("amount")?;
    let is_ours = |at: &usize| policies[*at].as_deref() == Some(policy) && kinds[*at].as_deref() == Some(change);
    let mut found: Vec<PolicyChange> = Vec::new();
    for at in (0..table.rows()).filter(is_ours) {
        let group = groups[at].clone().unwrap_or_default();
        let member = PolicyMember {
            customer: members[at].clone().unwrap_or_default(),
            name: member_names[at].clone().unwrap_or_default(),
            amount: context.exact(amounts[at]),
        };
        match found.last_mut().filter(|last| last.group == group) {
            Some(last) => last.members.push(member),
            None => {
                found.push(PolicyChange { group, name: names[at].clone().unwrap_or_default(), members: vec![member] })
            }
        }
    }
    Ok(found)
}
