//! The trunk against its plain form: the same sums, grouped by the engine from single lines.

use crate::support::{Dice, project, sorted_rows};
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Decimal128Array, RecordBatch, StringArray};
use arrow::datatypes::Decimal128Type;
use datafusion::physical_plan::{ExecutionPlanProperties, Partitioning};
use datafusion::prelude::{SessionConfig, SessionContext};
use eggbasket::config::Config;
use eggbasket::source::{Source, open_now};
use parquet::arrow::ArrowWriter;
use parquet::column::writer::ColumnCloseResult;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const REFERENCE: &str = include_str!("reference/trunk.sql");
const CELLS: &str = "select customer_id, month, month_index, currency, kind, contract_id, product, dimension_key, has_period, scope, reason, \
                     amount, converted, cost, costed, rows from ledger_cells";

fn select(source: &Source, partitions: usize, sql: &str) -> Vec<RecordBatch> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let session = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(partitions));
        session.register_table("ledger", source.table()).unwrap();
        session.register_table("ledger_cells", source.trunk(partitions).unwrap()).unwrap();
        session.sql(sql).await.unwrap().collect().await.unwrap()
    })
}

/// Asserts that both forms agree, in every number of partitions.
fn assert_agrees(ledger: &Path, config: &Config) {
    let mut source = open_now(&[ledger.to_string_lossy().into_owned()], config).unwrap();
    // The keys of dimension values are settled once all of the ledger is read.
    drop(source.trunk(1).unwrap());
    let plain = sorted_rows(&select(&source, 2, REFERENCE));
    assert!(!plain.is_empty(), "{ledger:?}");
    let (_folder, every) = crate::source::every_means();
    for (means, partitions) in every.into_iter().zip([1, 5, 2, 3, 1, 2, 4, 1, 5, 2]) {
        source.means = means;
        let cells = sorted_rows(&select(&source, partitions, CELLS));
        assert_eq!(cells, plain, "{ledger:?} read with {:?} into {partitions} partitions", source.means);
    }
}

/// Every folder of fixtures that opens by itself.
fn fixtures() -> Vec<PathBuf> {
    let folders = ["fixtures", "fixtures/books", "fixtures/pair", "fixtures/models"].map(project);
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.join("eggbasket.toml").exists()).collect();
    found.sort();
    found
}

#[test]
fn every_book_agrees_with_the_plain_form() {
    let books = fixtures();
    assert!(books.len() > 10, "{books:?}");
    for book in books {
        assert_agrees(&book, &Config::read(&book.join("eggbasket.toml")).unwrap());
    }
}

/// Random rows of every kind of column, in three files of their own types and order.
fn random(folder: &Path, seed: u64, foreign: bool) {
    let mut dice = Dice(seed);
    for file in 0..3 {
        let count = 3_000 + dice.roll(9_000) as usize;
        let mut text = |stem: &str, values: u64, empty: u64| -> ArrayRef {
            let cell = |dice: &mut Dice| (dice.roll(100) >= empty).then(|| format!("{stem}{}", dice.roll(values)));
            Arc::new((0..count).map(|_| cell(&mut dice)).collect::<StringArray>())
        };
        let mut columns = vec![
            ("customer_id", text("customer with a long name ", 700, 3)),
            ("contract_id", text("K", 900, 40)),
            ("product", text("p", 12, 10)),
            ("region", text("r", 5, 10)),
            ("channel", text(" ", 3, 30)),
            // Too many values to be a dimension: which of them are met first must tell nothing apart.
            ("depot", text("d", 900, 5)),
        ];
        let kinds = ["recurring", "usage", "credit_note", "tax", "one_off", "intercompany"];
        let kind: StringArray = (0..count).map(|_| Some(kinds[dice.roll(6) as usize])).collect();
        let day = |dice: &mut Dice| (dice.roll(60) > 0).then(|| 18_600 + dice.roll(1_500) as i32);
        let days: Date32Array = (0..count).map(|_| day(&mut dice)).collect();
        // The third file's amounts have too many digits for 64 bits, and some are too large for them.
        let (digits, large) = if file == 2 { (24, 10_i128.pow(15)) } else { (14, 1) };
        let mut money = |empty: u64| -> ArrayRef {
            let amount = |dice: &mut Dice| {
                let cents = (dice.roll(2_000_000) as i128 - 400_000) * if dice.roll(50) == 0 { large } else { 1 };
                (dice.roll(100) >= empty).then_some(cents)
            };
            let amounts: Decimal128Array = (0..count).map(|_| amount(&mut dice)).collect();
            Arc::new(amounts.with_precision_and_scale(digits, 2).unwrap())
        };
        columns.push(("amount", money(2)));
        if seed.is_multiple_of(2) {
            columns.push(("cost", money(40)));
        }
        columns.push(("kind", Arc::new(kind)));
        columns.push(("date", Arc::new(days)));
        if foreign {
            let currency: StringArray =
                (0..count).map(|_| Some(["EUR", "usd", "JPY"][dice.roll(3) as usize])).collect();
            let rates: Decimal128Array = (0..count).map(|_| Some(1 + dice.roll(30_000) as i128)).collect();
            columns.push(("currency", Arc::new(currency)));
            columns.push(("fx_rate", Arc::new(rates.with_precision_and_scale(10, 4).unwrap())));
        }
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        // The second file has no dictionaries; row groups are short, so that readers meet in the middle of a file.
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(file != 1)
            .set_max_row_group_row_count(Some(2_500))
            .build();
        let out = File::create(folder.join(format!("part-{file}.parquet"))).unwrap();
        let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
}

#[test]
fn random_ledgers_agree_with_the_plain_form() {
    for (seed, foreign) in [(1, false), (2, false), (3, true), (4, true)] {
        let folder = tempfile::tempdir().unwrap();
        random(folder.path(), seed, foreign);
        let mut config = Config { currency: Some("EUR".to_owned()), ..Config::default() };
        assert_agrees(folder.path(), &config);
        // A day within a month cuts its rows in two.
        config.as_of = eggbasket::period::parse_date("2023-05-17");
        assert_agrees(folder.path(), &config);
    }
}

/// Files as one, row group by row group as they were written.
fn joined(files: &[PathBuf], out: &Path) {
    let readers: Vec<SerializedFileReader<File>> =
        files.iter().map(|file| SerializedFileReader::new(File::open(file).unwrap()).unwrap()).collect();
    let schema = readers[0].metadata().file_metadata().schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(File::create(out).unwrap(), schema, Arc::default()).unwrap();
    for (file, reader) in files.iter().zip(&readers) {
        let input = File::open(file).unwrap();
        for group in reader.metadata().row_groups() {
            let mut columns = writer.next_row_group().unwrap();
            for column in group.columns() {
                let chunk = ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                columns.append_column(&input, chunk).unwrap();
            }
            columns.close().unwrap();
        }
    }
    writer.close().unwrap();
}

#[test]
fn a_file_with_dictionaries_in_some_row_groups_agrees_with_the_plain_form() {
    let [folder, other] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    random(folder.path(), 8, false);
    // The third file has other types.
    std::fs::remove_file(folder.path().join("part-2.parquet")).unwrap();
    let files = [0, 1].map(|file| folder.path().join(format!("part-{file}.parquet")));
    joined(&files, &other.path().join("ledger.parquet"));
    let reader = SerializedFileReader::new(File::open(other.path().join("ledger.parquet")).unwrap()).unwrap();
    let has_dictionary = |group: usize| reader.metadata().row_group(group).column(0).dictionary_page_offset().is_some();
    let groups: Vec<bool> = (0..reader.metadata().num_row_groups()).map(has_dictionary).collect();
    assert!(groups.contains(&true) && groups.contains(&false), "{groups:?}");
    let config = Config::default();
    assert_agrees(other.path(), &config);
    let rows = |ledger: &Path| {
        let source = open_now(&[ledger.to_string_lossy().into_owned()], &config).unwrap();
        sorted_rows(&select(&source, 2, CELLS))
    };
    assert_eq!(rows(other.path()), rows(folder.path()));
}

#[test]
fn keys_of_dimension_values_go_by_the_values_however_the_ledger_is_read() {
    let folder = tempfile::tempdir().unwrap();
    random(folder.path(), 6, false);
    let names = [folder.path().to_string_lossy().into_owned()];
    let config = Config::default();
    let (_folder, every) = crate::source::every_means();
    let read = every.into_iter().map(|means| {
        let source = eggbasket::source::open_with(&names, &config, &means).unwrap();
        let cells = sorted_rows(&select(&source, 2, CELLS));
        let scanned = source.finish().unwrap();
        assert_eq!(scanned.dropped_dimensions, ["depot"]);
        (cells, scanned.dimension_values)
    });
    let read: Vec<_> = read.collect();
    assert!(read[0].1.len() > 50, "{:?}", read[0].1);
    for other in &read[1..] {
        assert_eq!(read[0].1, other.1);
        assert!(read[0].0 == other.0, "the cells of another way of reading");
    }
}

#[test]
fn cells_are_dealt_as_the_engine_deals_and_sorted_as_they_say() {
    let folder = tempfile::tempdir().unwrap();
    random(folder.path(), 5, false);
    let source = open_now(&[folder.path().to_string_lossy().into_owned()], &Config::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let session = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(4));
        session.register_table("ledger_cells", source.trunk(4).unwrap()).unwrap();
        let plan = session.sql("select customer_id, month, amount from ledger_cells").await.unwrap();
        let plan = plan.create_physical_plan().await.unwrap();
        assert!(
            matches!(plan.output_partitioning(), Partitioning::Hash(keys, 4) if keys[0].to_string() == "customer_id@0")
        );
        let order = plan.output_ordering().unwrap().to_string();
        assert_eq!(order, "customer_id@0 ASC NULLS LAST, month@1 ASC NULLS LAST");
        let dealt = datafusion::physical_plan::collect_partitioned(plan, session.task_ctx()).await.unwrap();
        let mut sum = 0;
        for (at, batches) in dealt.iter().enumerate() {
            let mut last: Option<(String, i32)> = None;
            for batch in batches {
                let hashes = datafusion::common::hash_utils::create_hashes(
                    [batch.column(0)],
                    datafusion::physical_plan::repartition::REPARTITION_RANDOM_STATE.random_state(),
                    &mut vec![0; batch.num_rows()],
                )
                .unwrap()
                .to_vec();
                assert!(hashes.iter().all(|hash| hash % 4 == at as u64), "the engine would deal them elsewhere");
                let (customers, months) =
                    (batch.column(0).as_string_view(), batch.column(1).as_primitive::<arrow::datatypes::Date32Type>());
                for row in 0..batch.num_rows() {
                    // Nulls come last.
                    let customer = if customers.is_valid(row) { customers.value(row) } else { "\u{10FFFF}" };
                    let month = if months.is_valid(row) { months.value(row) } else { i32::MAX };
                    let here = (customer.to_owned(), month);
                    assert!(last.as_ref().is_none_or(|last| *last <= here), "{last:?} before {here:?}");
                    last = Some(here);
                }
                sum += batch.column(2).as_primitive::<Decimal128Type>().iter().flatten().sum::<i128>();
            }
        }
        assert_ne!(sum, 0);
        assert!(dealt.iter().all(|batches| !batches.is_empty()), "each partition has customers");
    });
}
