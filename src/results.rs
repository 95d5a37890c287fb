//! Named in-memory tables: the results of queries, with typed columns and errors that name what is missing.

use crate::error::{Error, Result};
use crate::unit::Amount;
use arrow::array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow::compute::{SortColumn, cast, concat_batches, lexsort_to_indices, take_record_batch};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The largest magnitude of an amount that leaves a relation, in millionths: a few of them still add up in 128 bits.
const LARGEST: u128 = 10_u128.pow(36);

/// The rows of one relation.
#[derive(Debug, Clone)]
pub struct Table {
    name: String,
    batch: RecordBatch,
}

/// All relations a run has kept, by name.
#[derive(Debug, Clone, Default)]
pub struct Results {
    tables: BTreeMap<String, Table>,
}

impl Results {
    /// Adds a table, replacing one of the same name.
    pub fn insert(&mut self, table: Table) {
        self.tables.insert(table.name.clone(), table);
    }

    /// The table `name`.
    ///
    /// # Errors
    /// A bug where no query made it.
    pub fn table(&self, name: &str) -> Result<&Table> {
        self.tables.get(name).ok_or_else(|| Error::bug(format!("no query made the relation `{name}`")))
    }
}

impl Table {
    /// A table of a query's batches.
    ///
    /// # Errors
    /// A bug where the batches do not share the schema.
    pub fn new(name: &str, schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Table> {
        // Which columns may be null is the planner's guess, which differs from plan to plan.
        let fields = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let batch = concat_batches(&schema, batches)
            .map_err(|error| Error::bug(format!("the relation `{name}` has batches that do not fit: {error}")))?;
        Ok(Table { name: name.to_owned(), batch })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The rows as one Arrow batch.
    #[must_use]
    pub fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    /// The rows in the order of the columns from left to right, nulls first.
    ///
    /// # Errors
    /// A bug where a column has no order.
    pub fn ordered(&self) -> Result<RecordBatch> {
        let column = |values: &ArrayRef| SortColumn { values: Arc::clone(values), options: None };
        let columns: Vec<SortColumn> = self.batch.columns().iter().map(column).collect();
        lexsort_to_indices(&columns, None)
            .and_then(|order| take_record_batch(&self.batch, &order))
            .map_err(|error| Error::bug(format!("the relation `{}` has no order: {error}", self.name)))
    }

    /// One row as a table of its own, without copying its cells.
    #[must_use]
    pub fn row(&self, at: usize) -> Table {
        Table { name: self.name.clone(), batch: self.batch.slice(at, 1) }
    }

    /// Text cells; `None` for null.
    ///
    /// # Errors
    /// A bug where the column is missing or holds something else.
    pub fn text(&self, column: &str) -> Result<Vec<Option<String>>> {
        Ok(self.strings(column)?.iter().map(|cell| cell.map(str::to_owned)).collect())
    }

    /// The same as one array, for relations with a row a month and customer.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn strings(&self, column: &str) -> Result<StringArray> {
        let array = self.cast(column, &DataType::Utf8)?;
        Ok(arrow::array::AsArray::as_string::<i32>(&array).clone())
    }

    /// Exact amounts; null is `None`.
    ///
    /// # Errors
    /// As [`Table::text`]; an input error for an amount that no further sum could hold.
    pub fn amounts(&self, column: &str) -> Result<Vec<Option<Amount>>> {
        let array = self.cast(column, &DataType::Decimal128(38, crate::unit::SCALE as i8))?;
        let array = arrow::array::AsArray::as_primitive::<arrow::datatypes::Decimal128Type>(&array);
        if let Some(large) = array.iter().flatten().find(|micros| micros.unsigned_abs() > LARGEST) {
            let amount = Amount(large).print(0);
            return Err(Error::input(format!(
                "`{}.{column}` holds an amount of {amount}, too large to add",
                self.name
            ))
            .hint("correct the amounts and rates behind it, or give all amounts in thousands or millions"));
        }
        Ok(array.iter().map(|cell| cell.map(Amount)).collect())
    }

    /// Whole numbers; null is `None`.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn integers(&self, column: &str) -> Result<Vec<Option<i64>>> {
        let array = self.cast(column, &DataType::Int64)?;
        let array = arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&array);
        Ok(array.iter().collect())
    }

    /// Ratios; null, and anything not finite, is `None`.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn ratios(&self, column: &str) -> Result<Vec<Option<f64>>> {
        let array = self.cast(column, &DataType::Float64)?;
        let array = arrow::array::AsArray::as_primitive::<arrow::datatypes::Float64Type>(&array);
        Ok(array.iter().map(|cell| cell.filter(|value| value.is_finite())).collect())
    }

    /// Flags; null is false.
    ///
    /// # Errors
    /// As [`Table::text`].
    pub fn flags(&self, column: &str) -> Result<Vec<bool>> {
        let array = self.cast(column, &DataType::Boolean)?;
        let array = arrow::array::AsArray::as_boolean(&array);
        Ok(array.iter().map(|cell| cell.unwrap_or(false)).collect())
    }

    fn cast(&self, column: &str, to: &DataType) -> Result<ArrayRef> {
        let name = &self.name;
        let array = self
            .batch
            .column_by_name(column)
            .ok_or_else(|| Error::bug(format!("the relation `{name}` has no column `{column}`")))?;
        let array = cast(array, to)
            .map_err(|error| Error::bug(format!("`{name}.{column}` is not readable as {to}: {error}")))?;
        debug_assert_eq!(array.len(), self.batch.num_rows());
        Ok(array)
    }
}
