//! Text of any script: as wide as it is drawn, cut between graphemes, in its place, and told of where no font can draw it.

use crate::charts::{assert_all_whole, named, whale};
use eggbasket::drawing::backend::{Anchor, Canvas, Type};
use eggbasket::drawing::fonts::{self, Pick, pick};
use eggbasket::drawing::shape::lay_out;
use eggbasket::drawing::style::{Size, Style};
use eggbasket::drawing::text::{clean, fit, width, wrap};
use eggbasket::drawing::theme::INK;
use eggbasket::drawing::{png, tree};
use eggbasket::error::Kind;
use resvg::usvg::{Group, Node, Rect, Text};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use unicode_segmentation::UnicodeSegmentation;

const SIZE: f64 = 40.0;
/// A line of each kind, and a letter of it that tells whether this machine has a font for it.
const LINES: [(&str, &str, char); 12] = [
    ("Chinese", "深圳市创新科技有限公司", '深'),
    ("Chinese with Latin", "上海 Acme（中国）有限公司 12.4 %", '海'),
    ("Japanese", "株式会社トヨタ自動車", '株'),
    ("Korean", "삼성전자 주식회사", '삼'),
    ("Arabic", "شركة النور للتجارة", 'ش'),
    ("Hebrew", "תעשיות (ישראל) בע״מ", 'ת'),
    ("Devanagari after Latin", "Tata कंपनी प्राइवेट लिमिटेड", 'क'),
    ("Thai", "บริษัท น้ำมันไทย จำกัด", 'บ'),
    ("Tamil", "தமிழ் நிறுவனம் கோ", 'த'),
    ("emoji", "Team 👩\u{200d}💻 👨\u{200d}👩\u{200d}👧 🇩🇪 GmbH", '👩'),
    ("the basmala", "\u{fdfd}", '\u{fdfd}'),
    ("marks", "Zoe\u{308}\u{35f} Cafe\u{301}", '\u{35f}'),
];

/// 16:9, so many pixels wide.
fn pixels(width: u32) -> Size {
    Size { width, height: width * 9 / 16 }
}

/// Whether the machine's fonts draw `letter`. A test that needs them is skipped loudly where they are missing, unless
/// `EGGBASKET_FONTS=required`.
fn has_font(letter: char, what: &str) -> bool {
    let has = fonts::undrawable(&letter.to_string()).is_empty();
    if !has {
        eprintln!("SKIPPED: no font of this machine draws {what}");
        assert_ne!(std::env::var("EGGBASKET_FONTS").as_deref(), Ok("required"), "no font draws {what}");
    }
    has
}

fn sheet(line: &str, bold: bool, anchor: Anchor) -> String {
    let canvas = Canvas::new("text", &Style::default());
    let look = Type::new(SIZE, INK).anchor(anchor);
    canvas.text((960.0, 500.0), line, if bold { look.bold() } else { look });
    canvas.finish("", "")
}

fn texts(group: &Group) -> Vec<Text> {
    let deeper = |node: &Node| match node {
        Node::Group(group) => texts(group),
        Node::Text(text) => vec![(**text).clone()],
        _ => vec![],
    };
    group.children().iter().flat_map(deeper).collect()
}

/// The box of the one line of a sheet.
fn extent(line: &str, bold: bool, anchor: Anchor) -> Rect {
    let tree = tree(&sheet(line, bold, anchor)).unwrap();
    let texts = texts(tree.root());
    assert_eq!(texts.len(), 1, "{line}");
    texts[0].abs_bounding_box()
}

#[test]
fn text_is_as_wide_as_it_is_drawn() {
    for (what, line, letter) in LINES {
        if !has_font(letter, what) {
            continue;
        }
        for bold in [false, true] {
            let measured = width(line, SIZE, bold);
            for anchor in [Anchor::Start, Anchor::Middle, Anchor::End] {
                let drawn = extent(line, bold, anchor);
                let off = (f64::from(drawn.width()) - measured).abs() / measured;
                assert!(off < 0.01, "{what}, bold {bold}: {measured} measured, {} drawn", drawn.width());
                let left = match anchor {
                    Anchor::Start => 960.0,
                    Anchor::Middle => 960.0 - measured / 2.0,
                    Anchor::End => 960.0 - measured,
                };
                assert!((f64::from(drawn.left()) - left).abs() < 0.01 * measured, "{what} starts at {}", drawn.left());
            }
        }
    }
}

#[test]
fn the_embedded_font_is_measured_by_its_advances() {
    // Advances of IBM Plex Sans in thousandths: A 641, the tie 236, 1 600; SemiBold's A 664.
    assert!((width("A\u{a0}1", 1000.0, false) - advances("A\u{a0}1", false)).abs() < 1e-9);
    assert!(lay_out("Acme", false).iter().all(|run| run.face.is_none()));
    assert_eq!(pick("é", true), Pick::Embedded);
}

fn advances(text: &str, bold: bool) -> f64 {
    let data = if bold { fonts::SEMIBOLD } else { fonts::REGULAR };
    let face = ttf_parser::Face::parse(data, 0).unwrap();
    text.chars().map(|it| f64::from(face.glyph_hor_advance(face.glyph_index(it).unwrap()).unwrap())).sum()
}

#[test]
fn chinese_is_drawn_and_bold_chinese_is_bolder() {
    if !has_font('深', "Chinese") {
        return;
    }
    assert!(fonts::has_chinese());
    let ink = |weights: &[bool]| {
        let canvas = Canvas::new("text", &Style::default());
        for (row, &bold) in weights.iter().enumerate() {
            let look = Type::new(SIZE, INK);
            canvas.text((100.0, 200.0 * (row + 1) as f64), "深圳市创新", if bold { look.bold() } else { look });
        }
        let image = png(&canvas.finish("", ""), pixels(1920)).unwrap();
        let image = resvg::tiny_skia::Pixmap::decode_png(&image).unwrap();
        image.pixels().iter().map(|it| u64::from(it.alpha())).sum::<u64>()
    };
    let (regular, bold, both) = (ink(&[false]), ink(&[true]), ink(&[false, true]));
    assert!(regular > 100 * 255, "nothing is drawn");
    assert!(
        both.abs_diff(regular + bold) < both / 100,
        "each line is drawn by its own face: {regular}, {bold}, {both}"
    );
    let Pick::Other(face) = pick("深", true) else { panic!("a Chinese letter is drawn by a Chinese font") };
    let mut fonts = resvg::usvg::fontdb::Database::new();
    fonts.load_system_fonts();
    let family = &face.info().unwrap().families[0];
    if fonts.faces().any(|it| it.families.contains(family) && it.weight.0 >= 600) {
        assert!(bold > regular * 11 / 10, "{bold} against {regular}");
    }
}

#[test]
fn simplified_chinese_is_taken_of_a_collection() {
    if let (true, Pick::Other(face)) = (has_font('深', "Chinese"), pick("深", false)) {
        let info = face.info().unwrap();
        let family = &info.families[0].0;
        assert!(
            !["JP", "KR", "TC", "HK"].iter().any(|region| family.split(' ').any(|word| word == *region)),
            "{family}"
        );
        assert!(info.weight.0.abs_diff(400) <= 100, "{}", info.weight.0);
    }
}

#[test]
fn fonts_are_found_quickly() {
    let started = Instant::now();
    let _ = width("深圳市创新科技有限公司", SIZE, false);
    let _ = fonts::undrawable("\u{f0000}\u{e000}");
    eprintln!("the first Chinese line took {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(2));
    let started = Instant::now();
    (0..100).for_each(|_| assert!(width("深圳市创新科技有限公司", SIZE, false) > 0.0));
    eprintln!("a Chinese line takes {:?}", started.elapsed() / 100);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn what_no_font_draws_is_one_mark_a_grapheme() {
    // Private letters have no meaning that a font could know.
    for line in ["\u{e000}\u{f8ff}", "\u{e000}\u{301}\u{f8ff}", "\u{10fffd}\u{e0001}\u{e001}"] {
        assert!((width(line, SIZE, false) - 2.0 * SIZE).abs() < 1e-9, "{line:?}: {}", width(line, SIZE, false));
        assert!((f64::from(extent(line, false, Anchor::Start).width()) - 2.0 * SIZE).abs() < 0.1, "{line:?}");
    }
    let runs = lay_out("Key \u{e000}", false);
    assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), "Key \u{fffd}");
    let known = fonts::undrawable("Key");
    assert_eq!((known, fonts::undrawable("a\u{e000}b\u{e001}\u{e000}")), (vec![], vec!['\u{e000}', '\u{e001}']));
}

#[test]
fn cuneiform_is_drawn_or_told() {
    let line = "\u{12000}\u{12001}";
    let lost = fonts::undrawable(line);
    let drawn = f64::from(extent(line, false, Anchor::Start).width());
    assert!((drawn - width(line, SIZE, false)).abs() < 0.01 * drawn);
    if !lost.is_empty() {
        assert_eq!(lost, ['\u{12000}', '\u{12001}']);
        assert!((drawn - 2.0 * SIZE).abs() < 0.1);
    }
}

#[test]
fn a_name_that_no_font_draws_is_told_once() {
    let names = [("C1", "Acme"), ("C7", "\u{e000}"), ("C8", "\u{e000}"), ("C9", "\u{e000}\u{e001}\u{e002}")];
    let told = fonts::report(names.into_iter());
    let remedy = "name a font with `cjk` under `[fonts]`, or install one";
    assert_eq!(
        told,
        [
            format!("no font can draw `U+E000` in the name of customer `C7`; {remedy}"),
            format!("no font can draw `U+E000` and 2 other letters in the name of customer `C9`; {remedy}"),
        ]
    );
}

#[test]
fn many_letters_without_a_font_are_told_quickly() {
    let names: Vec<(String, String)> = (0..6000_u32)
        .map(|at| (at.to_string(), format!("{}{at}", char::from_u32(0xf_0000 + at).unwrap())))
        .chain((0..3000).map(|at| (at.to_string(), char::from_u32(0x13000 + at % 1000).unwrap().to_string())))
        .collect();
    let started = Instant::now();
    let told = fonts::report(names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    assert!(told.len() >= 6000, "{} of 6,000", told.len());
    eprintln!("7,000 letters took {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_font_of_the_configuration_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no.ttf");
    let error = fonts::use_cjk(&file).unwrap_err();
    let named = format!("`{}`, which `cjk` under `[fonts]` names,", file.display());
    assert_eq!((error.kind, error.message), (Kind::Usage, format!("{named} does not exist")));
    assert_eq!(error.hint.as_deref(), Some("name a .ttf, .otf or .ttc file"));
    for bytes in [&b""[..], b"no font at all", &[0, 1, 0, 0, 255, 255], b"ttcf\0\x01\0\0\0\0\0\x01\0\0\xff\xff"] {
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(fonts::use_cjk(&file).unwrap_err().message, format!("{named} is no font"), "{bytes:?}");
    }
    let error = fonts::use_cjk(folder.path()).unwrap_err();
    assert!(error.message.ends_with(" is a folder"), "{}", error.message);
}

/// A font file of this machine that draws Chinese.
fn chinese_file() -> Option<PathBuf> {
    use resvg::usvg::fontdb::Source;
    let Pick::Other(face) = pick("深", false) else { return None };
    match &face.info()?.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path.clone()),
        Source::Binary(_) => None,
    }
}

/// Tells a test below that it runs in a process of its own, and with which font.
const FONT: &str = "EGGBASKET_TEST_FONT";

/// Runs the test called `name` in a process of its own, since a process looks for fonts once: with `font`, and with no
/// font of the machine but those in `folder`.
fn alone(name: &str, font: &Path, folder: &Path) -> String {
    let fonts = tempfile::Builder::new().suffix(".conf").tempfile().unwrap();
    let xml = format!("<?xml version=\"1.0\"?><fontconfig><dir>{}</dir></fontconfig>", folder.display());
    std::fs::write(fonts.path(), xml).unwrap();
    let module = module_path!().split_once("::").unwrap().1;
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args([&format!("{module}::{name}"), "--exact", "--nocapture"]);
    let run = command.env(FONT, font).env("FONTCONFIG_FILE", fonts.path()).output().unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && told.contains("it holds"), "{told}");
    told.into_owned()
}

#[test]
fn a_font_of_the_configuration_comes_first() {
    let Some(file) = has_font('深', "Chinese").then(chinese_file).flatten() else { return };
    let empty = tempfile::tempdir().unwrap();
    alone("alone_with_a_configured_font", &file, empty.path());
    alone("alone_with_a_configured_font", &file, file.parent().unwrap());
}

#[test]
fn alone_with_a_configured_font() {
    let Some(path) = std::env::var_os(FONT) else { return };
    let path = Path::new(&path);
    fonts::use_cjk(path).unwrap();
    fonts::use_cjk(path).unwrap();
    assert!(fonts::has_chinese());
    let Pick::Other(face) = pick("深", true) else { panic!("the configured font draws Chinese") };
    assert_eq!(face.info().unwrap().weight.0, 400, "the configured file has no bold face");
    let line = "深圳市";
    let drawn = f64::from(extent(line, true, Anchor::Start).width());
    assert!((drawn - width(line, SIZE, true)).abs() < 0.01 * drawn);
    let other = tempfile::NamedTempFile::with_suffix(".ttf").unwrap();
    std::fs::write(other.path(), fonts::REGULAR).unwrap();
    let error = fonts::use_cjk(other.path()).unwrap_err();
    assert!(error.message.contains("comes after"), "{}", error.message);
    eprintln!("it holds");
}

#[test]
#[cfg(target_os = "linux")]
fn the_same_fonts_under_other_file_names_are_chosen_alike() {
    use resvg::usvg::fontdb::{Database, Source};
    if !has_font('ש', "Hebrew") {
        return;
    }
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    let sources = fonts.faces().filter(|face| {
        let look = |data: &[u8], at| ttf_parser::Face::parse(data, at).is_ok_and(|it| it.glyph_index('ש').is_some());
        fonts.with_face_data(face.id, look) == Some(true)
    });
    let files =
        sources.filter_map(|face| if let Source::File(path) = &face.source { Some(path.clone()) } else { None });
    let files: Vec<PathBuf> = files.take(12).collect();
    let told = [false, true].map(|turned| {
        let folder = tempfile::tempdir().unwrap();
        for (at, file) in files.iter().enumerate() {
            let name = if turned { files.len() - at } else { at };
            std::fs::copy(file, folder.path().join(format!("{name:02}.ttf"))).unwrap();
        }
        let told = alone("alone_with_fonts_of_one_script", Path::new(""), folder.path());
        told.lines().filter(|line| line.starts_with("draws")).map(str::to_owned).collect::<Vec<_>>()
    });
    assert_eq!(told[0], told[1]);
    assert!(files.len() > 1 && told[0].len() == 4, "{files:?} {told:?}");
}

#[test]
fn alone_with_fonts_of_one_script() {
    let Some(_) = std::env::var_os(FONT) else { return };
    for (letter, bold) in [("ש", false), ("ש", true), ("א", false), ("א", true)] {
        let Pick::Other(face) = pick(letter, bold) else { panic!("there are fonts of Hebrew") };
        eprintln!("draws {letter}: {}", face.info().unwrap().post_script_name);
    }
    eprintln!("it holds");
}

#[test]
#[cfg(target_os = "linux")]
fn a_machine_without_fonts_says_so_and_draws_a_mark() {
    let empty = tempfile::tempdir().unwrap();
    alone("alone_without_fonts", Path::new(""), empty.path());
}

#[test]
fn alone_without_fonts() {
    let Some(_) = std::env::var_os(FONT) else { return };
    assert!(!fonts::has_chinese());
    assert_eq!(fonts::undrawable("Zoë 深圳ש👩"), ['深', '圳', 'ש', '👩']);
    for (line, graphemes) in [("深圳", 2.0), ("👩\u{200d}💻", 1.0), ("\u{12000}\u{12001}", 2.0), ("\u{fdfd}", 1.0)]
    {
        assert!((width(line, SIZE, true) - graphemes * SIZE).abs() < 1e-9, "{line}");
        assert!((f64::from(extent(line, true, Anchor::End).width()) - graphemes * SIZE).abs() < 0.1, "{line}");
    }
    assert_eq!(
        png(&sheet("深", false, Anchor::Start), pixels(480)),
        png(&sheet("\u{fffd}", false, Anchor::Start), pixels(480))
    );
    // A mark that the font lacks is left out, and its letter stays.
    assert_eq!(lay_out("Ze\u{35f}", false)[0].text, "Ze");
    let told = fonts::report([("C7", "\u{12000}")].into_iter());
    assert!(told[0].starts_with("no font can draw `U+12000` in the name of customer `C7`;"), "{told:?}");
    eprintln!("it holds");
}

#[test]
#[cfg(target_os = "linux")]
fn the_machines_fonts_are_read_when_a_letter_asks_for_them() {
    let Some(file) = has_font('深', "Chinese").then(chinese_file).flatten() else { return };
    let folder = tempfile::tempdir().unwrap();
    alone("alone_with_a_font_that_comes_late", &file, folder.path());
}

#[test]
fn alone_with_a_font_that_comes_late() {
    let (Some(file), Some(list)) = (std::env::var_os(FONT), std::env::var_os("FONTCONFIG_FILE")) else { return };
    let list = std::fs::read_to_string(list).unwrap();
    let folder = list.split("<dir>").nth(1).unwrap().split("</dir>").next().unwrap();
    // Had a line in Latin letters, drawn, cut and wrapped, read the folder, its fonts would be known as none.
    let name = clean("Nordwind Énergie – “Ωmega” Жук");
    assert!(fit(&name, SIZE, true, 100.0).ends_with('…') && wrap(&name, SIZE, false, 300.0, 3).len() > 1);
    assert!(png(&sheet(&name, true, Anchor::End), pixels(480)).is_ok() && fonts::undrawable(&name).is_empty());
    std::fs::copy(file, Path::new(folder).join("late.ttc")).unwrap();
    assert!(fonts::has_chinese());
    eprintln!("it holds");
}

#[test]
fn text_is_cut_between_graphemes() {
    for (what, line, _) in LINES {
        let whole = width(line, SIZE, false);
        let mut ends: Vec<String> =
            line.grapheme_indices(true).map(|(at, it)| line[..at + it.len()].trim_end().into()).collect();
        ends.push(String::new());
        for part in 0..20 {
            let room = whole * f64::from(part) / 19.0 + 0.001;
            let short = fit(line, SIZE, false, room);
            if short == line {
                continue;
            }
            let kept = short.strip_suffix('…').unwrap();
            assert!(ends.iter().any(|end| end == kept), "{what}: {short:?}");
            assert!(kept.is_empty() || width(&short, SIZE, false) <= room, "{what}: {short:?} in {room}");
        }
        assert_eq!(fit(line, SIZE, false, whole), line, "{what}");
    }
}

#[test]
fn a_cut_keeps_as_much_as_fits() {
    // Naive second way: the longest start, with the ellipsis, that fits.
    for line in ["Nordwind Energie Aktiengesellschaft", "Cafe\u{301} Ole\u{301} Ltd", "上海创新（中国）有限公司"]
    {
        for room in [60.0, 120.0, 200.0, 333.0] {
            let short = fit(line, SIZE, true, room);
            let starts = line.grapheme_indices(true).map(|(at, _)| format!("{}…", line[..at].trim_end()));
            let longest = starts.rev().find(|it| width(it, SIZE, true) <= room).unwrap();
            let whole = width(line, SIZE, true) <= room;
            assert_eq!(short, if whole { line.to_owned() } else { longest }, "{line} in {room}");
        }
    }
}

#[test]
fn a_cut_closes_the_isolate() {
    let name = clean("شركة النور للتجارة والصناعة");
    let short = fit(&name, SIZE, false, width(&name, SIZE, false) / 2.0);
    assert!(short.starts_with('\u{2068}') && short.ends_with("…\u{2069}"), "{short:?}");
    let rows = wrap(&format!("{name} loses"), SIZE, false, width(&name, SIZE, false) / 2.0, 4);
    assert!(rows.len() > 1);
    for row in rows {
        assert_eq!(row.matches('\u{2068}').count(), row.matches('\u{2069}').count(), "{row:?}");
    }
}

#[test]
fn long_text_is_cut_quickly() {
    let started = Instant::now();
    for letter in ["a", "深", "क्ष", "👩\u{200d}💻", "ש", "\u{e000}", "a\u{301}", "ab "] {
        let line = letter.repeat(1_000_000 / letter.len());
        let one = Instant::now();
        assert!(fit(&line, SIZE, false, 400.0).len() < 2000, "{letter:?}");
        eprintln!("fit of a megabyte of {letter:?}: {:?}", one.elapsed());
        let one = Instant::now();
        let rows = wrap(&line, SIZE, false, 400.0, 3);
        assert!(rows.len() <= 3 && rows.iter().all(|row| row.len() < 2000), "{letter:?}");
        eprintln!("wrap of a megabyte of {letter:?}: {:?}", one.elapsed());
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn a_name_without_a_space_is_cut() {
    for letter in ["W", "深", "ก"] {
        let rows = wrap(&letter.repeat(500), SIZE, false, 400.0, 2);
        assert!(rows.iter().all(|row| width(row, SIZE, false) <= 400.0), "{rows:?}");
        assert!(rows.last().unwrap().ends_with('…'), "{rows:?}");
    }
}

#[test]
fn chinese_is_wrapped_between_letters_but_not_before_what_closes() {
    let text = "收入的一半来自三家客户（上海创新、深圳科技），若失去其中最大的一家，利润将减少12.4\u{a0}%。";
    for room in (200..900).step_by(17).map(f64::from) {
        let rows = wrap(text, SIZE, false, room, 50);
        assert_eq!(rows.concat(), text, "{room}");
        for row in &rows {
            let (first, last) = (row.chars().next().unwrap(), row.chars().last().unwrap());
            assert!(!"，。；：！？、）》」』”%\u{a0}".contains(first), "{row} in {room}");
            assert!(!"（《「『“\u{a0}".contains(last), "{row} in {room}");
            assert!(width(row, SIZE, false) <= room, "{row} in {room}");
        }
        let widest = rows[..rows.len() - 1].iter().map(|row| room - width(row, SIZE, false)).fold(0.0, f64::max);
        assert!(widest <= 4.5 * SIZE, "a row leaves {widest} of {room} free");
    }
    assert_eq!(
        wrap("Acme Corporation loses", 10.0, false, 75.0, 3),
        ["Acme", "Corporation", "loses"].map(String::from).to_vec()
    );
}

/// Where the letters of `part` stand in `line`, in em from the left.
fn place(line: &str, part: &str) -> (f64, f64) {
    let runs = lay_out(line, false);
    let run = runs.iter().find(|run| run.text.contains(part)).unwrap_or_else(|| panic!("{part} in {runs:?}"));
    (run.at, run.at + run.width)
}

#[test]
fn a_figure_after_a_name_that_reads_leftward_stays_behind_it() {
    for name in ["شركة النور", "תעשיות ישראל", "شركة 2000", "(תעשיות)", "12 תעשיות"]
    {
        let line = format!("{} 12.4 %", clean(name));
        let (from, to) = place(&line, "12.4 %");
        let whole: f64 = lay_out(&line, false).iter().map(|run| run.width).sum();
        assert!((to - whole).abs() < 1e-9 && from > 0.0, "{line}: {:?}", lay_out(&line, false));
        // Without the isolate the figure would stand left of the name.
        let bare = format!("{name} 12.4 %");
        let last = lay_out(&bare, false).last().unwrap().text.clone();
        assert!(!last.contains("12.4"), "{name}: {last}");
    }
}

#[test]
fn an_isolate_takes_no_room() {
    for name in ["Acme", "深圳", "תעשיות"] {
        let (bare, isolated) = (width(name, SIZE, false), width(&format!("\u{2068}{name}\u{2069}"), SIZE, false));
        assert!((bare - isolated).abs() < 1e-9, "{name}: {bare} and {isolated}");
    }
    let box_of = |line: &str| f64::from(extent(line, false, Anchor::Start).width());
    assert!((box_of("\u{2068}תעשיות\u{2069}") - box_of("תעשיות")).abs() < 0.1);
}

#[test]
fn brackets_face_the_way_the_line_reads() {
    if !has_font('ת', "Hebrew") {
        return;
    }
    // Drawn from right to left, the first bracket of the text stands right and opens to the left, as ")" does.
    let ink = |line: &str| png(&sheet(line, false, Anchor::Middle), pixels(960)).unwrap();
    assert_eq!(ink("\u{2067}(\u{2069}"), ink(")"));
    assert_ne!(ink("\u{2067}(\u{2069}"), ink("("));
    // A space after a bracket stands left of it.
    assert_eq!(ink("\u{2067}) ת\u{2069}"), ink("ת ("));
    assert_ne!(ink("ת ("), ink("ת( "));
}

#[test]
fn isolates_stand_round_what_reads_leftward_only() {
    let (open, close) = ('\u{2068}', '\u{2069}');
    assert_eq!(clean("Acme"), "Acme");
    assert_eq!(clean("深圳 12"), "深圳 12");
    assert_eq!(clean("תעשיות 12"), format!("{open}תעשיות 12{close}"));
    assert_eq!(clean("Acme תעשיות ישראל 12 Ltd"), format!("Acme {open}תעשיות ישראל{close} 12 Ltd"));
    // A sentence that names it keeps its own direction, and cleaning twice is cleaning once.
    let sentence = format!("{} may leave", clean("תעשיות"));
    assert_eq!(clean(&sentence), sentence);
    assert_eq!(clean(&clean("Acme תעשיות ישראל")), clean("Acme תעשיות ישראל"));
    assert_eq!(clean("תעשיות may leave"), format!("{open}תעשיות{close} may leave"));
}

#[test]
fn what_turns_or_breaks_a_line_is_removed() {
    assert_eq!(clean("a\u{202e}b\u{202c}\u{2066}c\u{2069}d\u{2068}e\u{200f}"), "abcde");
    assert_eq!(clean("a\u{2069}\u{2068}b"), "ab");
    assert_eq!(clean("a\u{0}b\u{fffe}\u{ffff}\u{1fffe}\u{fdd0}\u{feff}\u{fff9}c"), "abc");
    assert_eq!(clean("a\tb\u{2028}c\u{3000}d  e"), "a b c d e");
    assert_eq!(clean("a\u{200b}b\u{ad}c\u{2060}d\u{3164}"), "abcd");
    // A selector that selects nothing goes, one that makes an emoji stays.
    assert_eq!(clean("\u{fe0f}a \u{fe0f} b"), "a b");
    assert_eq!(clean("❤\u{fe0f}"), "❤\u{fe0f}");
    assert_eq!(clean("👩\u{200d}💻"), "👩\u{200d}💻");
    assert_eq!(clean("\u{200d}\u{fe0f}"), "(no name)");
    // Private letters stay: whoever reads the data knows what they mean.
    assert_eq!(clean("\u{e000}"), "\u{e000}");
}

#[test]
fn marks_do_not_leave_the_line() {
    let marks = |count| format!("Z{}algo", "\u{301}\u{33f}".repeat(count));
    assert_eq!(clean(&marks(40)), "Z\u{301}\u{33f}\u{301}algo");
    assert_eq!(clean(&format!("ก{}", "\u{e49}".repeat(40))), format!("ก{}", "\u{e49}".repeat(3)));
    for whole in ["e\u{302}\u{323}", "क्ष्म्य", "ဂျွှော့", "བསྒྲུབས", "น้ำ", "1\u{fe0f}\u{20e3}"]
    {
        assert_eq!(clean(whole), whole);
    }
    let drawn = tree(&sheet(&clean(&marks(40)), false, Anchor::Start)).unwrap();
    let ink = texts(drawn.root())[0].flattened().abs_bounding_box();
    assert!(f64::from(ink.top()) > 500.0 - 1.7 * SIZE, "the marks reach up to {}", ink.top());
}

#[test]
fn each_script_is_shaped_by_its_own_rules() {
    // One font has both, and the syllable is written as three letters.
    let runs = lay_out("深\u{1112}\u{1161}\u{11ab}", false);
    if has_font('深', "Chinese") && has_font('한', "Korean") {
        assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["深", "\u{1112}\u{1161}\u{11ab}"]);
    }
}

#[test]
fn a_line_that_keeps_its_spaces_is_drawn_too() {
    let svg = sheet("深圳 12", false, Anchor::Start);
    assert_eq!(png(&svg.replace("<text ", "<text xml:space=\"preserve\" "), pixels(480)), png(&svg, pixels(480)));
}

#[test]
fn the_same_text_is_laid_out_the_same() {
    for (_, line, _) in LINES {
        assert_eq!(lay_out(line, false), lay_out(line, false));
        assert_eq!(
            png(&sheet(line, true, Anchor::End), pixels(480)).unwrap(),
            png(&sheet(line, true, Anchor::End), pixels(480)).unwrap()
        );
    }
}

#[test]
fn a_latin_line_beside_another_keeps_its_font() {
    // resvg by itself would set the whole line in the other font.
    let runs = lay_out("Acme 深圳 12.4 %", false);
    let embedded: String = runs.iter().filter(|run| run.face.is_none()).map(|run| run.text.as_str()).collect();
    assert!(embedded.starts_with("Acme ") && embedded.ends_with(" 12.4 %"), "{embedded}");
}

#[test]
fn charts_of_names_of_any_script_are_whole() {
    let names = LINES.map(|(_, line, _)| line);
    let book = named(&whale(240, 0.21), |at| format!("{} {at}", names[at % names.len()]));
    let started = Instant::now();
    assert_all_whole(&book);
    eprintln!("all charts took {:?}", started.elapsed());
    let marks = "Z\u{301}\u{33f}\u{301}\u{33f}\u{301}\u{33f}\u{301}\u{33f}".repeat(20);
    let odd = ["\u{e000}\u{12000}", "\u{fdfd}\u{fdfd}", "\u{2067}תעשיות\u{202e}", &marks, "深".repeat(500).leak()];
    assert_all_whole(&named(&[31.0, 22.0, 13.0, 12.0, 10.0, 5.0], |at| odd[at % odd.len()].to_owned()));
}
