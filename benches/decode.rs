//! The floor under the trunk: nothing but decoding a ledger's customer, date, kind and amount, on all cores.
//! `cargo bench --bench decode -- FOLDER`; prints rows and seconds.

use arrow::datatypes::{DataType, Field, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    // cargo bench adds a flag of its own.
    let folder =
        std::env::args().skip(1).find(|argument| !argument.starts_with("--")).ok_or("name a ledger's folder")?;
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Failure>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "parquet"));
    files.sort();
    let started = Instant::now();
    let threads = std::thread::available_parallelism()?.get();
    let share = files.len().div_ceil(threads).max(1);
    let read = |files: &[PathBuf]| files.iter().map(|file| decode(file)).sum::<Result<usize, Failure>>();
    let rows = std::thread::scope(|scope| {
        let readers: Vec<_> = files.chunks(share).map(|files| scope.spawn(move || read(files))).collect();
        readers
            .into_iter()
            .map(|reader| reader.join().map_err(|_| "a reader panicked")?)
            .sum::<Result<usize, Failure>>()
    })?;
    println!("{rows} rows, {:.3} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Decodes one file, text as the dictionaries it is written as and amounts in 64 bits, as the source does.
fn decode(file: &Path) -> Result<usize, Failure> {
    let file = File::open(file)?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let narrow = |field: &Arc<Field>| {
        let kind = match field.data_type() {
            DataType::Utf8 => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            DataType::Decimal128(digits, places) if *digits <= 18 => DataType::Decimal64(*digits, *places),
            _ => return Arc::clone(field),
        };
        Arc::new(field.as_ref().clone().with_data_type(kind))
    };
    let fields: Fields = metadata.schema().fields().iter().map(narrow).collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    let metadata = ArrowReaderMetadata::load(&file, options)?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
    let columns = ProjectionMask::columns(builder.parquet_schema(), ["customer_id", "date", "kind", "amount"]);
    let batches = builder.with_projection(columns).with_batch_size(8192).build()?;
    batches.map(|batch| Ok(batch?.num_rows())).sum()
}
