//! The command line of charts, and the charts of the demo and of real ledgers in every style.

use crate::chart_matrix::assert_every_style;
use crate::support::{eggbasket, project, real_ledgers, report_with, stderr, stdout};
use eggbasket::charts;
use eggbasket::config::{Config, FxQuote};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn book(name: &str) -> String {
    project(&format!("fixtures/books/{name}")).to_string_lossy().into_owned()
}

fn every_style(ledger: &Path, config: &Config) {
    let report = report_with(&[ledger.to_string_lossy().into_owned()], config, 2).unwrap();
    assert_every_style(&report);
}

#[test]
fn charts_of_the_demo_are_whole_in_every_style() {
    let folder = project("fixtures/demo");
    every_style(&folder, &Config::read(&folder.join("eggbasket.toml")).unwrap());
}

#[test]
fn charts_of_a_whale_book_are_whole_in_every_style() {
    let folder = project("fixtures/pair/one30");
    every_style(&folder, &Config::read(&folder.join("eggbasket.toml")).unwrap());
}

#[test]
fn charts_of_real_ledgers_are_whole_in_every_style() {
    for name in ["adventureworks", "northwind", "xero"] {
        let Some(folder) = real_ledgers(name) else { return };
        let mut config = Config::default();
        if name == "xero" {
            config.currency = Some("CAD".to_owned());
            config.fx_quote = FxQuote::ForeignPerReporting;
            config.map.insert("fx_rate".to_owned(), "currency_rate".to_owned());
        }
        every_style(&folder.join("revenue.parquet"), &config);
    }
}

/// Width and height in the header of a PNG.
fn pixels(file: &Path) -> (u32, u32) {
    let png = fs::read(file).unwrap();
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!(&png[1..4], b"PNG", "{}", file.display());
    (side(16), side(20))
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

#[test]
fn a_report_is_drawn_anew_from_its_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let path = |name: &str| at(name).to_string_lossy().into_owned();
    let first = eggbasket(&["report", &book("shares_40_30_20_10"), "--out", &path("first"), "--size", "480x270"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let report = path("first/report.json");
    let again = eggbasket(&["chart", "all", &report, "--out", &path("again"), "--size", "480x270"]);
    assert_eq!(again.status.code(), Some(0), "{}", stderr(&again));
    for name in charts::names() {
        for extension in ["svg", "png", "csv"] {
            let file = format!("{name}.{extension}");
            let (one, other) = (at("first/charts").join(&file), at("again").join(&file));
            assert!(fs::read(one).unwrap() == fs::read(other).unwrap(), "{file} was drawn in another way");
        }
    }
    assert_eq!(pixels(&at("again/top_customers.png")), (480, 270));
    let shown = text(&at("again/top_customers.csv"));
    assert!(shown.starts_with("customer,amount,amount_before,share\n") && shown.contains(",0.4\n"), "{shown}");
    assert!(text(&at("first/report.json")).contains("charts/top_customers.csv"));
    let idle = eggbasket(&["chart", "treemap", &report, "--out", &path("idle"), "--as-of", "2020-01-31"]);
    assert!(stderr(&idle).contains("is counted already: --as-of changes nothing"), "{}", stderr(&idle));
    let broken = at("broken.json");
    fs::write(&broken, "{}").unwrap();
    let run = eggbasket(&["chart", "all", &broken.to_string_lossy()]);
    assert_eq!(run.status.code(), Some(3));
    assert!(stderr(&run).contains("broken.json") && stderr(&run).contains("eggbasket report"), "{}", stderr(&run));
}

#[test]
fn theme_language_and_size_come_from_flags_over_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("look.toml");
    let logo =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"10\"><rect width=\"40\" height=\"10\"/></svg>";
    fs::write(folder.path().join("logo.svg"), logo).unwrap();
    fs::write(
        &config,
        "[charts]\ntheme = \"dark\"\nlang = \"zh-CN\"\nsize = \"square\"\n[brand]\naccent = \"#2b88c8\"\nlogo = \"logo.svg\"\n",
    )
    .unwrap();
    let (config, out) = (config.to_string_lossy().into_owned(), folder.path().to_string_lossy().into_owned());
    let draw = |more: &[&str]| {
        let ledger = book("shares_40_30_20_10");
        let mut arguments = vec!["chart", "top_customers", &ledger, "--config", &config, "--out", &out];
        arguments.extend(more);
        let run = eggbasket(&arguments);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        text(&folder.path().join("top_customers.svg"))
    };
    let dark = draw(&[]);
    assert!(
        dark.contains("fill=\"#161a21\"")
            && dark.contains("12 个月中的 1 个月")
            && dark.contains("data:image/svg+xml;base64,")
    );
    assert_eq!(pixels(&folder.path().join("top_customers.png")), (1080, 1080));
    let light = draw(&["--theme", "print", "--lang", "en", "--size", "4:3"]);
    assert!(light.contains("fill=\"#ffffff\"") && light.contains("Net revenue of the 1 of 12 months"));
    assert_eq!(pixels(&folder.path().join("top_customers.png")), (1440, 1080));
    let usual = draw(&["--size", "16:9"]);
    assert_eq!(pixels(&folder.path().join("top_customers.png")), (1920, 1080));
    assert_eq!(draw(&["--size", "4k"]), usual, "the same picture");
    assert_eq!(pixels(&folder.path().join("top_customers.png")), (3840, 2160));
    fs::remove_file(folder.path().join("top_customers.png")).unwrap();
    draw(&["--image", "svg"]);
    assert!(!folder.path().join("top_customers.png").exists());
}

#[test]
fn what_cannot_be_drawn_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("look.toml");
    for (written, told) in [
        ("[brand]\naccent = \"#fff1a0\"\n", "3 : 1"),
        ("[brand]\naccent = \"blue\"\n", "`blue` is no colour"),
        ("[brand]\nlogo = \"none.svg\"\n", "none.svg"),
        ("[brand]\nlogo = \"look.toml\"\n", "neither an SVG nor a PNG"),
        ("[fonts]\ncjk = \"none.otf\"\n", "none.otf"),
        ("[fonts]\ncjk = \"look.toml\"\n", "look.toml"),
        ("[charts]\nsize = \"9x9\"\n", "240"),
        ("[charts]\ntheme = \"pink\"\n", "the themes are default, ibcs, dark, print"),
        ("[charts]\nlang = \"de\"\n", "the languages are en, zh-CN"),
        ("[charts]\ncolour = \"red\"\n", "colour"),
    ] {
        fs::write(&config, written).unwrap();
        let out = folder.path().join("out");
        let (config, out) = (config.to_string_lossy().into_owned(), out.to_string_lossy().into_owned());
        let run = eggbasket(&["chart", "all", &book("even_book"), "--config", &config, "--out", &out]);
        assert_eq!(run.status.code(), Some(2), "{written}: {}", stderr(&run));
        assert!(stderr(&run).contains(told) && stderr(&run).contains("hint"), "{written}: {}", stderr(&run));
        assert!(!Path::new(&out).exists(), "{written} wrote something");
    }
}

#[test]
fn the_list_and_the_gallery_name_every_chart() {
    let list = stdout(&eggbasket(&["chart", "--list"]));
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines.len() >= 24 && lines.len() == charts::names().len(), "{list}");
    assert!(
        lines.iter().any(|line| line.starts_with("top_customers ") && line.ends_with("Largest customers")),
        "{list}"
    );
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_string_lossy().into_owned();
    let ledger = book("shares_40_30_20_10");
    let run = eggbasket(&["chart", "all", &ledger, "--gallery", "--size", "480x270", "--out", &out]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let page = text(&folder.path().join("gallery.md"));
    for name in charts::names() {
        assert!(
            page.contains(&format!("](gallery/{name}.png)")) && page.contains(&format!("(gallery/{name}.csv)")),
            "{name}"
        );
        assert!(folder.path().join(format!("gallery/{name}.png")).is_file());
    }
}

#[test]
fn a_name_that_no_font_draws_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.csv");
    // A letter that Unicode has not given away: no font can have it.
    let name = "Lost \u{3ffff} Ltd";
    let row = |month: u32, customer: &str, name: &str| format!("{customer},{name},2025-{month:02}-03,100\n");
    let mut rows = String::from("customer_id,name,date,amount\n");
    for month in 1..=12 {
        rows.push_str(&row(month, "C1", name));
        rows.push_str(&row(month, "C2", "Plain GmbH"));
    }
    fs::write(&file, rows).unwrap();
    let out = folder.path().to_string_lossy().into_owned();
    let named = ["--map", "name=name", "--image", "png", "--size", "480x270", "--out", &out];
    let mut arguments = vec!["chart", "all"];
    let file = file.to_string_lossy().into_owned();
    arguments.push(&file);
    arguments.extend(named);
    let run = eggbasket(&arguments);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let told = stderr(&run);
    assert_eq!(told.matches("no font can draw").count(), 1, "{told}");
    assert!(told.contains("`C1`"), "{told}");
}

/// Every file under a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

#[test]
fn the_same_input_draws_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |name: &str, partitions: &str, zone: &str, threads: &str| {
        let out = folder.path().join(name);
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_eggbasket"))
            .args(["chart", "all", &project("fixtures/demo").to_string_lossy(), "--size", "960x540"])
            .args(["--partitions", partitions, "--out", &out.to_string_lossy()])
            .envs([("TZ", zone), ("LANG", "de_DE.UTF-8"), ("RAYON_NUM_THREADS", threads)])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        files(&out)
    };
    let (one, eight) = (draw("one", "1", "UTC", "1"), draw("eight", "8", "Asia/Shanghai", "8"));
    assert_eq!(one.len(), charts::names().len() * 3);
    for (name, bytes) in &one {
        assert!(*bytes == eight[name], "{name}");
    }
}
