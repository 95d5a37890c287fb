//! Input that cannot be used ends in an error with its file, its place and a remedy, never in a panic.

use super::{Folder, assert_input, assert_words, day, error, lines, mapped, plain, query};
use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, StringArray};
use eggbasket::config::Config;
use eggbasket::error::Kind;
use std::collections::BTreeMap;
use std::sync::Arc;

const HEAD: &str = "customer_id,date,amount\n";

fn of_csv(text: impl AsRef<[u8]>) -> eggbasket::error::Error {
    let folder = Folder::new();
    error(&[folder.write("ledger.csv", text)], &Config::default())
}

#[test]
fn no_such_file() {
    assert_input(&error(&["nowhere.parquet".to_owned()], &Config::default()), &["no file `nowhere.parquet`"]);
}

#[test]
fn no_ledger_at_all() {
    let error = error(&[], &Config::default());
    assert_eq!(error.kind, Kind::Usage);
    assert_words(&error, &["no ledger"]);
}

#[test]
fn empty_folder_and_empty_pattern() {
    let folder = Folder::new();
    folder.write("notes.txt", "a,b");
    folder.write(".hidden.csv", HEAD);
    folder.write("_tmp/part.csv", HEAD);
    assert_input(&error(&[folder.name("")], &Config::default()), &["holds no .parquet or .csv"]);
    assert_input(&error(&[folder.name("*.parquet")], &Config::default()), &["*.parquet", "matches no file"]);
}

#[test]
fn files_that_are_no_parquet() {
    let folder = Folder::new();
    let cases: [(&[u8], &str); 7] = [
        (b"", "is empty (0 bytes)"),
        (b"PAR1", "is damaged: it has 4 bytes"),
        (b"PAR1PAR1", "is damaged: it has 8 bytes"),
        (b"PAR1\xff\xff\xff\x7fPAR1", "footer claims 2147483647 bytes"),
        (b"PAR1\x00\x00\x00\x00PAR1", "footer claims 0 bytes"),
        (b"\x89PNG\r\n\x1a\n0000000", "does not begin with PAR1"),
        (b"customer_id,date,amount\na,2024-01-01,1\n", "looks like CSV"),
    ];
    for (at, (bytes, words)) in cases.into_iter().enumerate() {
        let name = format!("{at}.parquet");
        assert_input(&error(&[folder.write(&name, bytes)], &Config::default()), &[&name, words]);
    }
}

#[test]
fn other_formats_and_other_names() {
    let folder = Folder::new();
    let parquet = std::fs::read(folder.parquet("sound.parquet", plain(), 10)).unwrap();
    assert_input(&error(&[folder.write("x.csv", &parquet)], &Config::default()), &["x.csv", "rename"]);
    assert_input(&error(&[folder.write("x.xlsx", "PK")], &Config::default()), &["x.xlsx", "neither Parquet nor CSV"]);
    assert_eq!(lines(&[folder.write("x.data", &parquet)], &Config::default()).len(), 3);
}

#[test]
fn cut_off_files() {
    let folder = Folder::new();
    let bytes = std::fs::read(folder.parquet("sound.parquet", plain(), 10)).unwrap();
    for length in 4..bytes.len() {
        let name = folder.write("cut.parquet", &bytes[..length]);
        assert_input(&error(&[name], &Config::default()), &["cut.parquet", "damaged"]);
    }
}

#[test]
fn flipped_bytes_never_panic() {
    std::panic::set_hook(Box::new(|_| {}));
    let folder = Folder::new();
    let bytes = std::fs::read(folder.parquet("sound.parquet", plain(), 2)).unwrap();
    let mut refused = 0;
    for at in 4..bytes.len() - 4 {
        let flip = [0xff, 0x80, 0x01][at % 3];
        let mut bytes = bytes.clone();
        bytes[at] ^= flip;
        let name = folder.write("flipped.parquet", &bytes);
        // A flip in a value is still a value; whatever is refused is refused in the user's words.
        if let Err(error) = query(&[name], &Config::default(), 2, "select sum(line) from ledger") {
            assert_eq!(error.kind, Kind::Input, "byte {at} ^ {flip}: {error:?}");
            refused += 1;
        }
    }
    let _ = std::panic::take_hook();
    assert!(refused > bytes.len() / 4, "only {refused} refused");
}

#[test]
fn missing_columns_are_guessed() {
    let folder = Folder::new();
    let mut columns = plain();
    columns[0].0 = "cust_no";
    columns[1].0 = "month";
    let name = folder.parquet("revenue.parquet", columns.clone(), 10);
    let both = error(std::slice::from_ref(&name), &Config::default());
    assert_input(&both, &["has no column `customer_id` or `date`; it has `cust_no`, `month`, `amount`"]);
    assert_eq!(both.hint.unwrap(), "map them with `--map customer_id=cust_no --map date=month`");
    let one = error(std::slice::from_ref(&name), &mapped(&[("date", "month")]));
    assert_eq!(one.hint.unwrap(), "map it with `--map customer_id=cust_no`");
    assert_eq!(lines(&[name], &mapped(&[("date", "month"), ("customer_id", "cust_no")])).len(), 3);
}

#[test]
fn maps_that_name_nothing() {
    let folder = Folder::new();
    let name = folder.parquet("revenue.parquet", plain(), 10);
    let no_column = error(std::slice::from_ref(&name), &mapped(&[("amount", "net")]));
    assert_input(&no_column, &["has no column `net`", "`amount`", "--map amount=net"]);
    let no_role = error(&[name], &mapped(&[("revenue", "amount")]));
    assert_eq!(no_role.kind, Kind::Usage);
    assert_words(&no_role, &["`revenue` is not a role", "customer_id", "customers.parent_id"]);
}

#[test]
fn types_that_fit_no_role() {
    let folder = Folder::new();
    let numbers: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0, 3.0]));
    let whole: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    for (at, array, words) in [(0, numbers, "customer_id"), (1, whole, "date")] {
        let mut columns = plain();
        columns[at].1 = array;
        let name = folder.parquet("types.parquet", columns, 10);
        assert_input(&error(&[name], &Config::default()), &["types.parquet", words, "its type"]);
    }
}

#[test]
fn amounts_that_are_no_numbers() {
    let folder = Folder::new();
    for (value, words) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (1e23, "too large")] {
        let mut columns = plain();
        columns[2].1 = Arc::new(Float64Array::from(vec![1.5, 2.5, value]));
        let name = folder.parquet("nan.parquet", columns, 2);
        assert_input(&error(&[name], &Config::default()), &["nan.parquet", "row 3", "column `amount`", words]);
    }
    let mut columns = plain();
    columns[2].1 = Arc::new(StringArray::from(vec!["1.5", "12.5€", "x"]));
    let name = folder.parquet("text.parquet", columns, 1);
    assert_input(&error(&[name], &Config::default()), &["text.parquet", "row 2", "`12.5€`", "`12.5`"]);
}

#[test]
fn the_first_error_wins_however_many_partitions_read() {
    let folder = Folder::new();
    let mut columns = plain();
    columns[2].1 = Arc::new(StringArray::from(vec!["1", "x", "y"]));
    let name = folder.parquet("three.parquet", columns, 1);
    for partitions in [1, 2, 3, 8] {
        let error = query(std::slice::from_ref(&name), &Config::default(), partitions, "select sum(line) from ledger");
        assert_input(&error.unwrap_err(), &["row 2", "`x`"]);
    }
}

#[test]
fn dates_out_of_range() {
    let folder = Folder::new();
    for (date, words) in [("0001-01-01", "0001-01-01"), ("1969-12-31", "1969-12-31"), ("2101-01-01", "2101-01-01")] {
        let mut columns = plain();
        columns[1].1 = Arc::new(Date32Array::from(vec![day("2024-01-01"), day(date), day("2024-01-02")]));
        let name = folder.parquet("dates.parquet", columns, 10);
        assert_input(&error(&[name], &Config::default()), &["dates.parquet", "row 2", "column `date`", words]);
    }
    let mut columns = plain();
    columns[1].1 = Arc::new(Date32Array::from(vec![i32::MAX, i32::MIN, 0]));
    let name = folder.parquet("dates.parquet", columns, 10);
    assert_input(&error(&[name], &Config::default()), &["row 1", "day 2147483647"]);
}

#[test]
fn no_rows_and_no_dates() {
    assert_input(&of_csv(HEAD), &["holds no rows"]);
    assert_input(&of_csv(format!("{HEAD}a,,1\n")), &["has a date"]);
}

#[test]
fn files_with_other_columns() {
    let folder = Folder::new();
    let one = folder.parquet("2023.parquet", plain(), 10);
    let mut other = plain();
    other.push(("region", Arc::new(StringArray::from(vec!["n", "s", "n"]))));
    let two = folder.parquet("2024.parquet", other, 10);
    let words = ["2023.parquet", "2024.parquet", "`region`"];
    assert_input(&error(&[one.clone(), two], &Config::default()), &words);
    let mut other = plain();
    other[0].1 = Arc::new(Int64Array::from(vec![1, 2, 3]));
    let three = folder.parquet("2025.parquet", other, 10);
    let words = ["2023.parquet", "2025.parquet", "`customer_id`", "text", "an integer"];
    assert_input(&error(&[one, three], &Config::default()), &words);
}

#[test]
fn unknown_kinds_are_all_listed() {
    let folder = Folder::new();
    let name = folder.write(
        "kinds.csv",
        "customer_id,date,amount,kind\na,2024-01-31,1,Abo\nb,2024-01-31,1,Abo\nb,2024-01-31,1,Recurring\n\
         b,2024-01-31,1,\nb,2024-01-31,1,misc\n",
    );
    let ledger = [name];
    let all = error(&ledger, &Config::default());
    assert_input(&all, &["column `kind`", "`(empty)` (1 row)", "`Abo` (2 rows)", "`misc` (1 row)", "[kinds]"]);
    let kinds = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(value, kind)| ((*value).to_owned(), (*kind).to_owned())).collect()
    };
    let some = Config { kinds: kinds(&[("abo", "recurring"), ("misc", "tax")]), ..Config::default() };
    assert_input(&error(&ledger, &some), &["`(empty)` (1 row)"]);
    let wrong = Config { kinds: kinds(&[("Abo", "subscription")]), ..Config::default() };
    assert_eq!(error(&ledger, &wrong).kind, Kind::Usage);
    assert_eq!(lines(&ledger, &mapped(&[("kind", "")])).len(), 2);
}

#[test]
fn csv_values_name_line_column_and_remedy() {
    for (value, words) in [
        ("\"1,234.50\"", ["`1,234.50`", "write `1234.50`"]),
        ("12.5€", ["`12.5€`", "write `12.5`"]),
        ("\"12,5\"", ["`12,5`", "a point"]),
        ("1e5", ["`1e5`", "plain decimal"]),
        ("1.2345678", ["`1.2345678`", "six decimal places"]),
        ("(5)", ["`(5)`", "plain decimal"]),
    ] {
        let error = of_csv(format!("{HEAD}a,2024-01-31,1.50\n\nb,2024-02-28,{value}\n"));
        assert_input(&error, &["ledger.csv", "line 4", "column `amount`"]);
        assert_input(&error, &words);
    }
    let windows = of_csv("customer_id,date,amount\r\n\"a\r\nb\",2024-01-31,1\r\n\r\nb,2024-01-31,x\r\n");
    assert_input(&windows, &["line 5", "`x`"]);
    for value in ["03/04/2024", "2024-13-01", "20240131", "2024-02-30", "2024-01-31T10:00:00+09:00"] {
        let error = of_csv(format!("{HEAD}a,2024-01-31,1.50\nb,{value},2\n"));
        assert_input(&error, &["ledger.csv", "line 3", "column `date`", value, "ISO"]);
    }
}

#[test]
fn csv_shapes() {
    assert_input(&of_csv(""), &["is empty"]);
    assert_input(&of_csv("customer_id;date;amount\na;2024-01-31;1\n"), &["not separated by commas", "line 1"]);
    assert_input(&of_csv(format!("{HEAD}a,2024-01-31\n")), &["line 2", "2 fields", "the header has 3"]);
    assert_input(&of_csv(format!("{HEAD}a,2024-01-31,1,2\n")), &["line 2", "4 fields"]);
    assert_input(&of_csv("customer_id,date,amount,amount\n"), &["line 1", "columns 3 and 4", "`amount`"]);
    assert_input(
        &of_csv(b"customer_id,date,amount\nM\xfcller,2024-01-31,1\n"),
        &["line 2", "column `customer_id`", "UTF-8"],
    );
    assert_input(&of_csv(b"\xff\xfec\x00u\x00s\x00t\x00,\x00"), &["line 1", "UTF-8"]);
}

#[test]
fn service_that_ends_before_it_starts() {
    let error = of_csv("customer_id,date,amount,service_start,service_end\na,2024-01-31,1,2024-02-01,2024-01-01\n");
    assert_input(&error, &["line 2", "column `service_end`", "`2024-01-01`", "before it starts, on 2024-02-01"]);
}
