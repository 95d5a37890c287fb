//! One ledger in every shape gives the same lines.

use super::{Folder, day, lines, mapped, plain, query};
use arrow::array::{
    ArrayRef, BooleanArray, Date64Array, DictionaryArray, Float32Array, Float64Array, Int32Array, LargeStringArray,
    StringArray, StringViewArray, TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, TimeUnit};
use eggbasket::config::Config;
use eggbasket::source::Mark;
use std::sync::Arc;

const EXPECTED: [&str; 3] = [
    "a|2024-01-01|-|-|-|-|used|-|100.000000|100.000000|-|1",
    "a|2024-02-01|-|-|-|-|used|-|-50.000000|-50.000000|-|1",
    "b|2024-02-01|-|-|-|-|used|-|200.500000|200.500000|-|1",
];

fn with(at: usize, array: ArrayRef) -> Vec<String> {
    let folder = Folder::new();
    let mut columns = plain();
    columns[at].1 = array;
    lines(&[folder.parquet("ledger.parquet", columns, 2)], &Config::default())
}

#[test]
fn amounts_of_every_type() {
    let decimals = &plain()[2].1;
    for kind in [
        DataType::Decimal32(9, 2),
        DataType::Decimal64(18, 3),
        DataType::Decimal128(38, 6),
        DataType::Decimal128(38, 10),
        DataType::Decimal256(60, 4),
    ] {
        assert_eq!(with(2, cast(decimals, &kind).unwrap()), EXPECTED, "{kind}");
    }
    assert_eq!(with(2, Arc::new(Float64Array::from(vec![100.0, 200.5, -50.0]))), EXPECTED);
    assert_eq!(with(2, Arc::new(Float32Array::from(vec![100.0, 200.5, -50.0]))), EXPECTED);
    assert_eq!(with(2, Arc::new(StringArray::from(vec!["100", "+200.50", "-50.000000"]))), EXPECTED);
    let whole = with(2, Arc::new(Int32Array::from(vec![100, 200, -50])));
    assert_eq!(whole[2], "b|2024-02-01|-|-|-|-|used|-|200.000000|200.000000|-|1");
}

#[test]
fn floats_are_their_shortest_decimals() {
    let folder = Folder::new();
    let mut columns = plain();
    columns[2].1 = Arc::new(Float64Array::from(vec![0.1, 0.2, 0.1 + 0.2]));
    let name = folder.parquet("floats.parquet", columns, 10);
    let (total, scanned, _) = query(&[name], &Config::default(), 1, "select sum(amount) from ledger").unwrap();
    assert_eq!((total, scanned.rows_rounded, scanned.scale), (vec!["0.600000".to_owned()], 1, 2));
    let singles = with(2, Arc::new(Float32Array::from(vec![0.1, 0.7, 16_777.217])));
    assert!(singles[0].contains("|0.100000|") && singles[1].contains("|16777.217000|"), "{singles:?}");
}

#[test]
fn ids_of_every_type() {
    let ids = vec!["a", "b", "a"];
    assert_eq!(with(0, Arc::new(LargeStringArray::from(ids.clone()))), EXPECTED);
    assert_eq!(with(0, Arc::new(StringViewArray::from(ids.clone()))), EXPECTED);
    let dictionary: DictionaryArray<Int32Type> = ids.into_iter().collect();
    assert_eq!(with(0, Arc::new(dictionary)), EXPECTED);
    let numbers = with(0, Arc::new(Int32Array::from(vec![7, -8, 7])));
    assert!(numbers[0].starts_with("-8|") && numbers[1].starts_with("7|"), "{numbers:?}");
}

#[test]
fn blank_ids_are_unassigned() {
    let blank = with(0, Arc::new(StringArray::from(vec![None, Some("  "), Some("")])));
    assert!(blank.len() == 2 && blank.iter().all(|line| line.starts_with("-|")), "{blank:?}");
}

#[test]
fn dates_of_every_type() {
    let millis = |text| i64::from(day(text)) * 86_400_000;
    let texts = ["2024-01-31", "2024-02-15", "2024-02-29"];
    let dates: ArrayRef = Arc::new(Date64Array::from(texts.map(millis).to_vec()));
    assert_eq!(with(1, Arc::clone(&dates)), EXPECTED);
    for unit in [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond] {
        assert_eq!(with(1, cast(&dates, &DataType::Timestamp(unit, None)).unwrap()), EXPECTED, "{unit:?}");
    }
    // Half past eleven in the evening in New York is the next day in UTC.
    let late = [millis("2024-01-01"), millis("2024-02-01"), millis("2024-03-01") - 1].map(|millis| millis * 1000);
    let late = TimestampMicrosecondArray::from(late.to_vec()).with_timezone("America/New_York");
    assert_eq!(with(1, Arc::new(late)), EXPECTED);
    assert_eq!(with(1, Arc::new(StringArray::from(texts.to_vec()))), EXPECTED);
    assert_eq!(with(1, Arc::new(StringArray::from(vec!["2024-01", "2024-02", "2024-02-29T23:59:59Z"]))), EXPECTED);
}

#[test]
fn csv_gives_the_same_lines() {
    let folder = Folder::new();
    let text = "\u{feff}Customer_ID,DATE,Amount\r\na,2024-01-31,100.00\r\nb,2024-02-15,200.5\r\na,2024-02-29,-50\r\n";
    assert_eq!(lines(&[folder.write("ledger.csv", text)], &Config::default()), EXPECTED);
    assert_eq!(lines(&[folder.name("")], &Config::default()), EXPECTED);
    assert_eq!(
        lines(&[folder.name("*.csv"), folder.name("ledger.csv")], &Config::default()),
        EXPECTED,
        "twice is once"
    );
    let zeros = folder.write("zeros.csv", "customer_id,date,amount\n00123,2024-01-31,007\n");
    assert_eq!(lines(&[zeros], &Config::default()), ["00123|2024-01-01|-|-|-|-|used|-|7.000000|7.000000|-|1"]);
}

#[test]
fn what_cannot_be_used_is_set_aside_and_what_is_no_revenue_left_out() {
    let folder = Folder::new();
    let name = folder.write(
        "ledger.csv",
        "customer_id,date,amount,kind\na,2024-01-31,1,recurring\na,,2,recurring\na,2024-01-31,,one_off\n\
         a,2024-01-30,4,TAX\na,2024-01-30,8,intercompany\na,2024-02-03,16,usage\na,2024-01-30,32,recurring\n",
    );
    let (read, scanned, source) = query(
        &[name],
        &Config::default(),
        1,
        "select scope, reason, sum(line), sum(amount) from ledger group by scope, reason order by scope, reason",
    )
    .unwrap();
    let expected = [
        "left_out|after_as_of|1|16.000000",
        "left_out|intercompany|1|8.000000",
        "left_out|tax|1|4.000000",
        "set_aside|no_amount|1|0.000000",
        "set_aside|no_date|1|2.000000",
        "used|-|2|33.000000",
    ];
    assert_eq!(read, expected);
    assert_eq!((scanned.rows_read, source.has_kinds, source.has_cost), (7, true, false));
}

#[test]
fn partitions_make_no_difference() {
    let folder = Folder::new();
    let ids: StringArray = (0..10_000).map(|row| Some(format!("c{}", row % 97))).collect();
    let dates: arrow::array::Date32Array = (0..10_000).map(|row| Some(day("2023-01-01") + row % 700)).collect();
    let amounts: Float64Array = (0..10_000).map(|row| Some(f64::from(row % 1013) * 0.01)).collect();
    let regions: StringArray = (0..10_000).map(|row| Some(["n", "s", "e"][row % 3])).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("customer_id", Arc::new(ids)),
        ("date", Arc::new(dates)),
        ("amount", Arc::new(amounts)),
        ("region", Arc::new(regions)),
    ];
    let name = folder.parquet("big.parquet", columns, 1_000);
    let sql = "select customer_id, month, sum(amount), sum(line) from ledger group by customer_id, month order by 1, 2";
    let [one, two, eight] =
        [1, 2, 8].map(|partitions| query(std::slice::from_ref(&name), &Config::default(), partitions, sql).unwrap());
    assert_eq!(one.0, two.0);
    assert_eq!(one.0, eight.0);
    assert_eq!(one.1.customers, eight.1.customers);
    assert_eq!(one.1.dimension_values.len(), 3);
    assert_eq!(eight.1.rows_read, 10_000);
}

#[test]
fn hive_folders_are_columns() {
    let folder = Folder::new();
    for (path, id) in
        [("r/region=S%C3%BCd%20West/p.parquet", "x"), ("r/region=__HIVE_DEFAULT_PARTITION__/p.parquet", "y")]
    {
        let mut columns = plain();
        columns[0].1 = Arc::new(StringArray::from(vec![id; 3]));
        folder.parquet(path, columns, 10);
    }
    folder.write("r/_SUCCESS", "");
    let (keys, scanned, _) = query(
        &[folder.name("r")],
        &Config::default(),
        2,
        "select dimension_key, customer_id, sum(line) from ledger group by dimension_key, customer_id order by 2",
    )
    .unwrap();
    let value = |line: &str| {
        let key: u32 = line.split('|').next().unwrap().parse().unwrap();
        scanned.dimension_values.iter().find(|(known, ..)| *known == key).unwrap().2.clone()
    };
    assert_eq!((keys.len(), value(&keys[0]).as_deref(), value(&keys[1])), (2, Some("Süd West"), None));
    assert_eq!(scanned.dimensions, ["region"]);
    let as_product = lines(&[folder.name("r")], &mapped(&[("product", "region")]));
    assert!(as_product.iter().any(|line| line.starts_with("x|2024-01-01|-|-|-|Süd West|used")), "{as_product:?}");
}

#[test]
fn dimensions_have_few_values_and_words() {
    let folder = Folder::new();
    let rows = 1_000;
    let texts =
        |of: fn(usize) -> String| -> ArrayRef { Arc::new((0..rows).map(|row| Some(of(row))).collect::<StringArray>()) };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("customer_id", texts(|row| format!("c{}", row % 7))),
        ("date", texts(|row| format!("2024-01-{:02}", row % 28 + 1))),
        ("amount", texts(|_| "1.25".to_owned())),
        ("memo", texts(|row| format!("memo {row}"))),
        ("segment", texts(|row| format!("segment {}", row % 200))),
        ("product", texts(|row| format!("sku {}", row % 300))),
        ("online", Arc::new((0..rows).map(|row| Some(row % 2 == 0)).collect::<BooleanArray>())),
        ("quantity", Arc::new(Int32Array::from_iter_values(0..rows as i32))),
        ("name", texts(|row| format!("name {row}"))),
    ];
    let name = folder.parquet("wide.parquet", columns, 100);
    let (.., scanned, _) =
        query(std::slice::from_ref(&name), &Config::default(), 2, "select sum(line) from ledger").unwrap();
    assert_eq!(scanned.dimensions, ["product", "segment", "online"]);
    assert_eq!(scanned.dropped_dimensions, ["memo"]);
    let asked = Config { dimensions: Some(vec!["memo".to_owned(), "quantity".to_owned()]), ..Config::default() };
    let (.., scanned, _) = query(std::slice::from_ref(&name), &asked, 2, "select sum(line) from ledger").unwrap();
    assert_eq!(
        (scanned.dimensions, scanned.dimension_values.len()),
        (vec!["memo".to_owned(), "quantity".to_owned()], 2 * rows)
    );
    let wrong = Config { dimensions: Some(vec!["regoin".to_owned()]), ..Config::default() };
    super::assert_words(&super::error(&[name], &wrong), &["`regoin`", "`segment`"]);
    let csv = folder.write("x.csv", "customer_id,date,amount,due,quantity,region\na,2024-01-31,1,2024-02-28,3,n\n");
    let (.., scanned, _) = query(&[csv], &Config::default(), 2, "select sum(line) from ledger").unwrap();
    assert_eq!(scanned.dimensions, ["region"]);
}

#[test]
fn a_project_folder_names_its_ledger() {
    let folder = Folder::new();
    let toml = folder.write("eggbasket.toml", "");
    folder.parquet("ledger_2024.parquet", plain(), 10);
    let customers = folder.write("customers.csv", "customer_id,name\na,Alpha\n");
    folder.write("other.csv", "x\n");
    let arguments = [folder.name("")];
    assert_eq!(eggbasket::source::locate(&arguments).unwrap(), Some(folder.path("eggbasket.toml")));
    assert_eq!(eggbasket::source::locate(std::slice::from_ref(&toml)).unwrap(), Some(folder.path("eggbasket.toml")));
    assert_eq!(eggbasket::source::locate(std::slice::from_ref(&customers)).unwrap(), None);
    let config = Config { customers: Some(customers.clone().into()), ..Config::default() };
    assert_eq!(lines(&arguments, &config), EXPECTED);
    let named = Config { ledger: vec![folder.name("ledger_2024.parquet")], ..config };
    assert_eq!(lines(&[toml], &named), EXPECTED);
    assert_eq!(lines(&[], &named), EXPECTED);
}

#[test]
fn files_are_hashed() {
    let folder = Folder::new();
    let name = folder.write("ledger.csv", "customer_id,date,amount\na,2024-01-31,1\n");
    let (.., source) = query(&[name], &Config::default(), 1, "select sum(line) from ledger").unwrap();
    let file = &source.files[0];
    assert_eq!((file.bytes, file.rows, file.mark.text().len(), source.input_hash.len()), (39, 1, 64, 64));
    // sha256 of the same 39 bytes by coreutils.
    assert!(matches!(&file.mark, Mark::Sha256(hash) if hash.starts_with("0023a86db6dcc41f")), "{:?}", file.mark);
}
