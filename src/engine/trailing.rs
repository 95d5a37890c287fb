//! `trailing_years`: the twelve months to every quarter's end, and the twelve before them, for every group in one pass.
//!
//! In plain SQL each month is joined to the four quarters whose years it lies in, and each year to the next one: as many groups
//! as customers times quarters, hashed twice. Here the groups are the customers, whose quarters are added up once.

use super::lists::{Grouped, added, amounts, fields, list, listed, unlisted, whole};
use arrow::array::{Array, ArrayRef, BooleanArray, Decimal128Array, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use arrow::error::ArrowError;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility};
use std::sync::Arc;

/// The columns of amounts: three that flow, and MRR, a level.
const AMOUNTS: usize = 4;
/// The place of the amount at constant rates among them, and of the level.
const CONSTANT: usize = 1;
const LEVEL: usize = 3;
/// Quarters in a year.
const YEAR: usize = 4;

/// `trailing_years(month_index, amount, amount_constant, recurring, mrr_constant, quarter_shift)`: a list of one entry for every
/// quarter's end with a row in the 24 months to it: `last_index`, the month of the end; `amount`, `amount_constant` and `recurring`,
/// summed over the twelve months to it; `before_constant`, the sum of `amount_constant` over the twelve before; `mrr_constant` and
/// `mrr_before_constant`, as they stand at the end and a year before; and `is_in`, 1 where a row lies in the twelve months. A quarter
/// ends with every month m where (m − quarter_shift) mod 3 = 2.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct TrailingYears {
    signature: Signature,
}

impl TrailingYears {
    /// The function.
    #[must_use]
    pub fn new() -> TrailingYears {
        TrailingYears { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl Default for TrailingYears {
    fn default() -> TrailingYears {
        TrailingYears::new()
    }
}

fn entry(amount: &DataType) -> Fields {
    let whole = &DataType::Int64;
    let sums = ["amount", "amount_constant", "recurring", "before_constant", "mrr_constant", "mrr_before_constant"];
    let sums = sums.map(|name| (name, amount));
    fields(&[&[("last_index", whole)], sums.as_slice(), &[("is_in", whole)]].concat())
}

fn row(amount: &DataType) -> Fields {
    let sums = ["amount", "amount_constant", "recurring", "mrr_constant"].map(|name| (name, amount));
    fields(&[&[("month_index", &DataType::Int64)], sums.as_slice(), &[("quarter_shift", &DataType::Int64)]].concat())
}

impl AggregateUDFImpl for TrailingYears {
    fn name(&self) -> &'static str {
        "trailing_years"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let [_, amount, _, _, _, _] = types else {
            return plan_err!(
                "trailing_years takes six arguments: month_index, amount, amount_constant, recurring, mrr_constant, quarter_shift"
            );
        };
        let scale = if let DataType::Decimal128(_, scale) = amount { *scale } else { 6 };
        let amount = || DataType::Decimal128(38, scale);
        Ok(vec![DataType::Int64, amount(), amount(), amount(), amount(), DataType::Int64])
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types.get(1) {
            Some(amount) => Ok(list(entry(amount))),
            None => plan_err!("trailing_years takes six arguments"),
        }
    }

    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One(Months::of(arguments.expr_fields))))
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let kind = arguments.input_fields.get(1).map_or(DataType::Null, |field| field.data_type().clone());
        Ok(vec![Arc::new(Field::new(format!("{}[months]", arguments.name), list(row(&kind)), true))])
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Months::of(arguments.expr_fields)))
    }
}

/// A row without its group.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    month: i64,
    amounts: [i128; AMOUNTS],
    shift: i64,
}

impl Row {
    /// The number of the quarter it lies in.
    fn quarter(&self) -> i64 {
        self.month.saturating_sub(self.shift).div_euclid(3)
    }

    /// Whether its month ends a quarter.
    fn is_end(&self) -> bool {
        self.month.saturating_sub(self.shift).rem_euclid(3) == 2
    }
}

/// The months of many groups.
#[derive(Debug)]
struct Months {
    rows: Grouped<Row>,
    amount: DataType,
}

/// A quarter of a group: what flowed in it, the level at its end, and whether it has a row.
#[derive(Debug, Clone, Copy, Default)]
struct Quarter {
    amounts: [i128; AMOUNTS],
    has_rows: bool,
}

/// The entries of all groups, column by column.
#[derive(Debug, Default)]
struct Entries {
    ends: Vec<i64>,
    sums: [Vec<i128>; 6],
    is_in: Vec<i64>,
}

impl Entries {
    /// Adds those of one group, whose rows are in the order of their months; `quarters` is room to work in.
    fn add(&mut self, rows: &[Row], quarters: &mut Vec<Quarter>) -> Result<(), ArrowError> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(()) };
        // A quarter's rows count in its own year and in the next one: in eight entries.
        let (from, shift) = (first.quarter(), first.shift);
        let count = usize::try_from(last.quarter() - from).unwrap_or_default() + 2 * YEAR;
        quarters.clear();
        // Quarters without a row stand before the first, so that each year has a year before.
        quarters.resize(count + 2 * YEAR - 1, Quarter::default());
        for row in rows {
            let at = usize::try_from(row.quarter() - from).unwrap_or_default() + 2 * YEAR - 1;
            let quarter = &mut quarters[at];
            quarter.has_rows = true;
            for (place, (sum, amount)) in quarter.amounts.iter_mut().zip(row.amounts).enumerate() {
                if place != LEVEL || row.is_end() {
                    *sum = added(*sum, amount)?;
                }
            }
        }
        for (at, both) in quarters.windows(2 * YEAR).enumerate() {
            let (before, year) = both.split_at(YEAR);
            let is_in = year.iter().any(|quarter| quarter.has_rows);
            if !is_in && !before.iter().any(|quarter| quarter.has_rows) {
                continue;
            }
            let sum = |quarters: &[Quarter], place: usize| {
                quarters.iter().try_fold(0, |sum, quarter| added(sum, quarter.amounts[place]))
            };
            self.ends.push((from + at as i64) * 3 + shift + 2);
            for place in 0..LEVEL {
                self.sums[place].push(sum(year, place)?);
            }
            self.sums[3].push(sum(before, CONSTANT)?);
            self.sums[4].push(year[YEAR - 1].amounts[LEVEL]);
            self.sums[5].push(before[YEAR - 1].amounts[LEVEL]);
            self.is_in.push(i64::from(is_in));
        }
        Ok(())
    }
}

impl Months {
    fn of(arguments: &[FieldRef]) -> Months {
        let amount = arguments.get(1).map_or(DataType::Decimal128(38, 6), |field| field.data_type().clone());
        Months { rows: Grouped::new(), amount }
    }

    /// Takes the rows of these columns; `group` tells the group of the row at a place, none where it does not count. Rows
    /// without a month count nowhere.
    fn take(&mut self, columns: &[ArrayRef], group: impl Fn(usize) -> Option<usize>) {
        let (months, shifts) = (whole(&columns[0]), whole(&columns[5]));
        let [a, b, c, d] = [1, 2, 3, 4].map(|at| amounts(&columns[at]));
        let value = |column: &Decimal128Array, at: usize| if column.is_valid(at) { column.value(at) } else { 0 };
        self.rows.reserve(months.len());
        for at in (0..months.len()).filter(|at| months.is_valid(*at)) {
            let Some(group) = group(at) else { continue };
            let amounts = [value(a, at), value(b, at), value(c, at), value(d, at)];
            self.rows.push(group, Row { month: months.value(at), amounts, shift: shifts.value(at) });
        }
    }

    /// Columns of amounts, of which equal ones are one array.
    fn columns<const N: usize>(&self, values: [Vec<i128>; N]) -> Vec<ArrayRef> {
        let mut columns: Vec<ArrayRef> = Vec::new();
        for values in values {
            let column = Decimal128Array::from(values).with_data_type(self.amount.clone());
            let twin = columns.iter().find(|it| amounts(it) == &column).cloned();
            columns.push(twin.unwrap_or_else(|| Arc::new(column)));
        }
        columns
    }
}

impl GroupsAccumulator for Months {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        count: usize,
    ) -> Result<()> {
        self.rows.count = count;
        let counts = |at: usize| filter.is_none_or(|filter| filter.is_valid(at) && filter.value(at));
        self.take(values, |at| counts(at).then_some(groups[at]));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], count: usize) -> Result<()> {
        self.rows.count = count;
        let (columns, of) = unlisted(&states[0], groups);
        self.take(&columns, |at| of.get(at).copied());
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let (rows, starts) = self.rows.emitted(emit, |row| row.month);
        let (mut entries, mut quarters) = (Entries::default(), Vec::new());
        let mut lengths = Vec::with_capacity(starts.len());
        for group in starts.windows(2) {
            let before = entries.ends.len();
            entries.add(&rows[group[0]..group[1]], &mut quarters)?;
            lengths.push(entries.ends.len() - before);
        }
        let Entries { ends, sums, is_in } = entries;
        let mut columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(ends))];
        columns.extend(self.columns(sums));
        columns.push(Arc::new(Int64Array::from(is_in)));
        listed(entry(&self.amount), columns, lengths.into_iter())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (rows, starts) = self.rows.emitted(emit, |row| row.month);
        let whole =
            |of: fn(&Row) -> i64| Arc::new(Int64Array::from(rows.iter().map(of).collect::<Vec<_>>())) as ArrayRef;
        let mut columns = vec![whole(|row| row.month)];
        columns.extend(self.columns([0, 1, 2, 3].map(|place| rows.iter().map(|row| row.amounts[place]).collect())));
        columns.push(whole(|row| row.shift));
        let lengths = starts.windows(2).map(|pair| pair[1] - pair[0]);
        Ok(vec![listed(row(&self.amount), columns, lengths)?])
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let count = values[0].len();
        let mut each = Months { rows: Grouped::new(), amount: self.amount.clone() };
        each.update_batch(values, &(0..count).collect::<Vec<_>>(), filter, count)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.rows.size()
    }
}

/// The years of all rows together.
#[derive(Debug)]
struct One(Months);

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.take(values, |_| Some(0));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.0.merge_batch(states, &vec![0; states[0].len()], 1)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.rows.count = 1;
        let state = self.0.state(EmitTo::All)?;
        state.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.rows.count = 1;
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::engine::Engine;

    /// The entries of one group of rows `(month, amount, mrr)`, quarters ending with months 2, 5, 8: `last_index`, `amount`,
    /// `before_constant`, `mrr_constant`, `mrr_before_constant` and `is_in`.
    async fn entries(partitions: usize, rows: &str) -> Vec<[i64; 6]> {
        let engine = Engine::new(partitions);
        let names = ["last_index", "amount", "before_constant", "mrr_constant", "mrr_before_constant", "is_in"];
        let columns = names.map(|name| format!("cast(year.{name} as bigint) as {name}")).join(", ");
        let sql = format!(
            "select {columns} from (select unnest(years) as year from (
                select column1 as id, trailing_years(column2, column3, column3, column3, column4, 0) as years
                from (values {rows}) group by column1
            )) order by 1"
        );
        let table = engine.table("it", &sql).await.unwrap();
        let columns = names.map(|name| table.integers(name).unwrap());
        (0..table.rows()).map(|at| columns.each_ref().map(|column| column[at].unwrap())).collect()
    }

    #[tokio::test]
    async fn every_quarter_end_within_two_years_of_a_row_has_its_year_and_the_one_before() {
        // 4 and 5 in the quarter that ends with month 2, MRR 7 at its end; 6 in the one that ends with month 11, where MRR of
        // month 10 is no level.
        let rows = "('a', 0, 4, 3), ('a', 2, 5, 7), ('a', 10, 6, 9)";
        let expected = vec![
            [2, 9, 0, 7, 0, 1],
            [5, 9, 0, 0, 0, 1],
            [8, 9, 0, 0, 0, 1],
            [11, 15, 0, 0, 0, 1],
            [14, 6, 9, 0, 7, 1],
            [17, 6, 9, 0, 0, 1],
            [20, 6, 9, 0, 0, 1],
            [23, 0, 15, 0, 0, 0],
            [26, 0, 6, 0, 0, 0],
            [29, 0, 6, 0, 0, 0],
            [32, 0, 6, 0, 0, 0],
        ];
        for partitions in [1, 2, 3] {
            assert_eq!(entries(partitions, rows).await, expected);
        }
    }

    #[tokio::test]
    async fn years_between_rows_far_apart_have_no_entry() {
        let ends: Vec<i64> = entries(2, "('a', 60, 1, 0), ('a', -1, 1, 0)").await.iter().map(|it| it[0]).collect();
        assert_eq!(ends, [-1, 2, 5, 8, 11, 14, 17, 20, 62, 65, 68, 71, 74, 77, 80, 83]);
    }
}
