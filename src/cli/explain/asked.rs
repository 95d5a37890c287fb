//! The customer and the period that were asked for, and the rows of a relation that are theirs.

use crate::error::{Error, Result};
use crate::period::Month;
use crate::pipeline::Run;
use crate::queries::{Keep, Query};
use crate::results::Table;
use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;

/// The customers asked for: their groups, and every member of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Customers {
    pub(super) groups: Vec<String>,
    pub(super) members: Vec<String>,
    /// How what was asked became a group, where that needs saying.
    pub(super) note: Option<String>,
}

/// A period asked for.
#[derive(Debug, Clone)]
pub(super) struct Period {
    pub(super) text: String,
    /// The months it covers where it is a month or a calendar quarter, from year 0.
    pub(super) months: Option<(i64, i64)>,
    /// Months by which quarters lie later than calendar quarters.
    quarter_shift: i64,
    /// Whether a window of the report is called so.
    pub(super) is_window: bool,
}

impl Customers {
    /// The customer called `asked`: an id, or a name in any case; its group by today's tree.
    ///
    /// # Errors
    /// A usage error with names that are written alike.
    pub(super) fn find(run: &Run, asked: &str) -> Result<Customers> {
        let all = &run.scanned.customers;
        let same = |name: &str| name.trim().to_lowercase() == asked.trim().to_lowercase();
        let found = all
            .iter()
            .find(|it| it.group_id == asked || it.customer_id == asked)
            .or_else(|| all.iter().find(|it| same(&it.group_name) || same(&it.name) || same(&it.customer_id)));
        let Some(found) = found else { return Err(nobody(run, asked)) };
        let mut customers = Customers::of(run, vec![found.group_id.clone()]);
        if found.customer_id != found.group_id && found.group_id != asked || customers.members.len() > 1 {
            let members = customers.members.join(", ");
            customers.note = Some(format!("{} is the group of {members}", found.group_id));
        }
        Ok(customers)
    }

    /// The customers of groups.
    pub(super) fn of(run: &Run, groups: Vec<String>) -> Customers {
        let members = run.scanned.customers.iter().filter(|it| groups.contains(&it.group_id));
        let members = members.map(|it| it.customer_id.clone()).collect();
        Customers { groups, members, note: None }
    }
}

fn nobody(run: &Run, asked: &str) -> Error {
    let lower = asked.to_lowercase();
    let mut alike: Vec<(f64, String)> = Vec::new();
    for it in &run.scanned.customers {
        let near = |name: &str| {
            let name = name.to_lowercase();
            if name.contains(&lower) { 1.0 } else { strsim::jaro_winkler(&lower, &name) }
        };
        let nearness = near(&it.customer_id).max(near(&it.name));
        if nearness > 0.8 {
            alike.push((nearness, format!("{} ({})", it.customer_id, it.name)));
        }
    }
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let names: Vec<String> = alike.into_iter().take(5).map(|(_, name)| name).collect();
    Error::usage(format!("the ledger has no customer `{asked}`")).hint(match names.is_empty() {
        true => "`eggbasket explain customers LEDGER` lists them".to_owned(),
        false => format!("did you mean {}?", names.join(", ")),
    })
}

impl Period {
    /// The period called `asked`: a month, a calendar quarter, or a window of the report.
    ///
    /// # Errors
    /// A usage error that says what there is.
    pub(super) async fn find(run: &Run, asked: &str) -> Result<Period> {
        let text = asked.trim().to_uppercase();
        let windows = run.engine.table("periods", "select period from windows order by last_index, period").await?;
        let windows: Vec<String> = windows.text("period")?.into_iter().flatten().collect();
        let window = windows.iter().find(|known| known.to_uppercase() == text);
        let sql = "select label, quarter, month_index from months order by month_index";
        let table = run.engine.table("labels", sql).await?;
        let (labels, quarters) = (table.text("label")?, table.text("quarter")?);
        let indexes = table.integers("month_index")?;
        let of = |names: &[Option<String>]| -> Vec<i64> {
            let at = names.iter().zip(&indexes).filter(|(name, _)| name.as_deref() == Some(text.as_str()));
            at.filter_map(|(_, index)| *index).collect()
        };
        let covered = [of(&labels), of(&quarters)].concat();
        let months = covered.first().copied().zip(covered.last().copied());
        if months.is_none() && window.is_none() {
            let ends = labels.first().zip(labels.last()).map(|(first, last)| (first.clone(), last.clone()));
            let (first, last) = ends.map_or((None, None), |(first, last)| (first, last));
            return Err(Error::usage(format!("the ledger has no period `{asked}`")).hint(format!(
                "months from {} to {} as in 2026-09, their quarters as in 2026-Q3, and the windows {}",
                first.unwrap_or_default(),
                last.unwrap_or_default(),
                windows.join(", ")
            )));
        }
        let quarter_shift = quarter_shift(run).await?;
        Ok(Period { text: window.cloned().unwrap_or(text), months, quarter_shift, is_window: window.is_some() })
    }

    /// Whether a cell of the column says this period; none where the column names no periods.
    fn says(&self, column: &str, grain: Option<&str>, cell: &str) -> Option<bool> {
        let index = cell.parse::<i64>().ok();
        let within = |index: Option<i64>| {
            self.months.is_some_and(|(first, last)| index.is_some_and(|at| first <= at && at <= last))
        };
        match column {
            "period" | "label" | "month" | "quarter" => Some(cell.eq_ignore_ascii_case(&self.text) || self.has(cell)),
            "month_index" => Some(within(index)),
            "period_index" => Some(match (grain, self.months) {
                (Some("quarter"), Some((first, last))) => {
                    first != last && index == Some((first - self.quarter_shift).div_euclid(3))
                }
                (Some("month"), Some((first, last))) => first == last && within(index),
                _ => false,
            }),
            _ => None,
        }
    }

    /// Whether a month's label lies in the quarter asked for.
    fn has(&self, label: &str) -> bool {
        Month::parse(label).is_some_and(|month| {
            self.months.is_some_and(|(first, last)| first <= i64::from(month.0) && i64::from(month.0) <= last)
        })
    }
}

/// Months by which the company's quarters lie later than calendar quarters.
pub(super) async fn quarter_shift(run: &Run) -> Result<i64> {
    let table = run.engine.table("shift", "select quarter_shift from params").await?;
    Ok(table.integers("quarter_shift")?.first().copied().flatten().unwrap_or(0))
}

/// All rows of a relation: in the order its SELECT names, else in that of its columns.
pub(super) async fn rows(run: &Run, query: &Query) -> Result<Table> {
    if query.keep == Keep::View && query.sql().contains("\norder by") {
        return run.engine.table(query.name(), query.sql()).await;
    }
    let rows = run.engine.ordered(query.name(), usize::MAX).await?;
    let rows = rows.ok_or_else(|| Error::bug(format!("`{}` has no rows to show", query.name())))?;
    Table::new(query.name(), &rows.schema(), &[rows])
}

/// The rows that are of the filters, the customers and the period; and what could not be narrowed, in words.
pub(super) fn narrowed(
    table: &Table,
    filters: &[(String, String)],
    customers: Option<&Customers>,
    period: Option<&Period>,
) -> Result<(Table, Vec<String>)> {
    let (mut kept, mut notes) = (vec![true; table.rows()], Vec::new());
    let name = table.name().to_owned();
    let schema = table.batch().schema();
    let has = |column: &str| schema.column_with_name(column).is_some();
    let keep = |kept: &mut Vec<bool>, column: &str, fits: &dyn Fn(&str, usize) -> bool| -> Result<()> {
        let cells = table.text(column)?;
        kept.iter_mut()
            .enumerate()
            .for_each(|(at, kept)| *kept &= cells[at].as_deref().is_some_and(|cell| fits(cell, at)));
        Ok(())
    };
    let wants_period = |column: &str| column == "period" && period.is_some();
    for (column, value) in filters.iter().filter(|(column, _)| has(column) && !wants_period(column)) {
        keep(&mut kept, column, &|cell, _| cell == value)?;
    }
    if let Some(customers) = customers {
        let column = ["customer", "group_id", "customer_id"].into_iter().find(|column| has(column));
        match column {
            Some("customer_id") => {
                keep(&mut kept, "customer_id", &|cell, _| customers.members.iter().any(|it| it == cell))?
            }
            Some(column) => keep(&mut kept, column, &|cell, _| customers.groups.iter().any(|it| it == cell))?,
            None => notes.push(format!("{name} has no rows by customer; the rows behind it are the customer's own")),
        }
    }
    if let Some(period) = period {
        let grains = if has("grain") { table.text("grain")? } else { vec![None; table.rows()] };
        let grain = |at: usize| grains[at].as_deref();
        let columns = ["period", "month_index", "period_index", "label", "month"];
        match columns.into_iter().find(|column| has(column)) {
            Some(column) => keep(&mut kept, column, &|cell, at| period.says(column, grain(at), cell).unwrap_or(true))?,
            None => notes.push(format!("{name} has no rows by period; the rows behind it are the period's own")),
        }
    }
    let batch = filter_record_batch(table.batch(), &BooleanArray::from(kept))
        .map_err(|error| Error::bug(format!("`{name}` cannot be narrowed: {error}")))?;
    Ok((Table::new(&name, &batch.schema(), std::slice::from_ref(&batch))?, notes))
}
