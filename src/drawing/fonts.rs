//! The fonts of the process: the two embedded, one of the configuration, and the machine's for letters that these lack.
//!
//! Which face draws a grapheme is decided here alone, for measuring and for drawing. The machine's fonts are not looked at
//! before a letter asks for them. The choice among them hangs on their names, never on the order they lie in a folder.

use crate::drawing::letters::{families, is_ignorable};
use crate::error::{Error, Result};
use resvg::usvg::fontdb::{Database, FaceInfo, ID, Language, Source, Stretch, Style};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// IBM Plex Sans Regular.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-Regular.ttf");
/// IBM Plex Sans SemiBold.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-SemiBold.ttf");
/// The family both embedded faces are known by; the semibold file names itself a family of its own.
pub const FAMILY: &str = "IBM Plex Sans";
/// What is drawn for a grapheme that no font can draw. The embedded fonts have it, one em wide.
pub const UNDRAWN: &str = "\u{fffd}";

/// Fonts that have a mark for every letter and draw none.
const BLANKS: [&str; 3] = ["Adobe Blank", "LastResort", "Unicode BMP Fallback SIL"];

/// A face other than the embedded ones.
#[derive(Debug, Clone, Copy)]
pub struct Face {
    fonts: &'static Database,
    id: ID,
}

impl PartialEq for Face {
    fn eq(&self, other: &Face) -> bool {
        std::ptr::eq(self.fonts, other.fonts) && self.id == other.id
    }
}

impl Face {
    /// What is known of the face without its letters.
    #[must_use]
    pub fn info(self) -> Option<&'static FaceInfo> {
        self.fonts.face(self.id)
    }

    /// The face's file, mapped into memory for as long as `look` looks, and the face's place in it.
    pub fn read<T>(self, look: impl FnOnce(&[u8], u32) -> T) -> Option<T> {
        self.fonts.with_face_data(self.id, look)
    }

    /// Whether the face has a glyph for `letter`.
    #[must_use]
    pub fn has(self, letter: char) -> bool {
        self.has_all(&[letter])
    }

    fn has_all(self, letters: &[char]) -> bool {
        let look = |data: &[u8], index| {
            let face = ttf_parser::Face::parse(data, index).ok()?;
            Some(letters.iter().all(|&letter| face.glyph_index(letter).is_some()))
        };
        self.read(look).flatten().unwrap_or(false)
    }

    /// The lightest face of the same family from semibold on; the same face where the family has none.
    fn bold(self, letters: &[char]) -> Face {
        let Some(own) = self.info() else { return self };
        let alike = |it: &&FaceInfo| it.weight.0 >= 600 && family(it) == family(own) && it.style == own.style;
        let mut heavy: Vec<&FaceInfo> = self.fonts.faces().filter(alike).collect();
        heavy.sort_by(|one, other| one.weight.cmp(&other.weight).then_with(|| compare(one, other)));
        let faces = heavy.iter().map(|it| Face { fonts: self.fonts, id: it.id });
        faces.filter(|it| it.has_all(letters)).chain([self]).next().unwrap_or(self)
    }
}

/// The two embedded faces, as resvg takes them.
#[must_use]
pub fn embedded() -> &'static Database {
    static EMBEDDED: OnceLock<Database> = OnceLock::new();
    EMBEDDED.get_or_init(|| {
        let mut read = Database::new();
        read.load_font_source(Source::Binary(Arc::new(REGULAR)));
        read.load_font_source(Source::Binary(Arc::new(SEMIBOLD)));
        let mut fonts = Database::new();
        for face in read.faces() {
            let families = vec![(FAMILY.to_owned(), Language::English_UnitedStates)];
            fonts.push_face_info(FaceInfo { families, ..face.clone() });
        }
        fonts.set_sans_serif_family(FAMILY);
        fonts
    })
}

/// Advance of a letter in em, where the embedded font has the letter.
#[must_use]
pub fn advance(letter: char, bold: bool) -> Option<f64> {
    static FACES: OnceLock<[Option<ttf_parser::Face<'static>>; 2]> = OnceLock::new();
    let faces = FACES.get_or_init(|| [REGULAR, SEMIBOLD].map(|data| ttf_parser::Face::parse(data, 0).ok()));
    let face = faces[usize::from(bold)].as_ref()?;
    let units = face.glyph_hor_advance(face.glyph_index(letter)?)?;
    Some(f64::from(units) / f64::from(face.units_per_em()))
}

struct Configured {
    path: PathBuf,
    fonts: Database,
}

static CONFIGURED: OnceLock<Configured> = OnceLock::new();

/// Draws letters that the embedded font lacks with the font at `path` first: `cjk` under `[fonts]`. To be called before
/// anything is measured or drawn. Of a collection the face for simplified Chinese is taken.
///
/// # Errors
/// There is no such file, it is no font, or another one was named before.
pub fn use_cjk(path: &Path) -> Result<()> {
    let named = format!("`{}`, which `cjk` under `[fonts]` names,", path.display());
    let refused = |what: &str| Error::usage(format!("{named} {what}")).hint("name a .ttf, .otf or .ttc file");
    let data = std::fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => refused("does not exist"),
        _ if path.is_dir() => refused("is a folder"),
        _ => refused("may not be read"),
    })?;
    if !is_font(&data) {
        return Err(refused("is no font"));
    }
    let mut fonts = Database::new();
    fonts.load_font_data(data);
    let first = CONFIGURED.get_or_init(|| Configured { path: path.to_owned(), fonts });
    let told = format!("comes after `{}` in the same run", first.path.display());
    if first.path == path { Ok(()) } else { Err(refused(&told)) }
}

/// Whether every face of a file can be read.
fn is_font(data: &[u8]) -> bool {
    let faces = ttf_parser::fonts_in_collection(data).unwrap_or(1);
    faces > 0 && (0..faces.min(1000)).all(|index| ttf_parser::Face::parse(data, index).is_ok())
}

/// The configured face: the one for simplified Chinese where the file has several, regular before others.
fn configured() -> Option<Face> {
    let fonts = &CONFIGURED.get()?.fonts;
    let simplified = |it: &FaceInfo| family(it).split(' ').any(|word| matches!(word, "SC" | "CN" | "GB"));
    let rank = |it: &&FaceInfo| (!simplified(it), it.weight.0.abs_diff(400), it.index);
    fonts.faces().min_by_key(rank).map(|it| Face { fonts, id: it.id })
}

/// The machine's fonts, and their faces in the order they are tried.
fn system() -> &'static (Database, Vec<ID>) {
    static SYSTEM: OnceLock<(Database, Vec<ID>)> = OnceLock::new();
    SYSTEM.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let mut faces: Vec<&FaceInfo> = fonts.faces().filter(|it| !BLANKS.contains(&family(it))).collect();
        faces.sort_by(|one, other| compare(one, other));
        let order = faces.iter().map(|it| it.id).collect();
        (fonts, order)
    })
}

/// The English name of a face's family.
fn family(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name)
}

/// Colour last, Noto Sans first, then by family; within one upright before slanted and regular before others.
fn compare(one: &FaceInfo, other: &FaceInfo) -> Ordering {
    let rank = |it: &FaceInfo| (family(it).contains("Color"), !family(it).starts_with("Noto Sans"));
    let shape = |it: &FaceInfo| (it.style != Style::Normal, it.stretch != Stretch::Normal, it.weight.0.abs_diff(400));
    let by_family = rank(one).cmp(&rank(other)).then_with(|| family(one).cmp(family(other)));
    let by_shape = by_family.then_with(|| shape(one).cmp(&shape(other)));
    let by_name = by_shape.then_with(|| one.post_script_name.cmp(&other.post_script_name));
    by_name.then_with(|| path(one).cmp(&path(other))).then(one.index.cmp(&other.index))
}

fn path(face: &FaceInfo) -> Option<&Path> {
    match &face.source {
        Source::Binary(_) => None,
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
    }
}

/// How a grapheme is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pick {
    /// By the embedded font.
    Embedded,
    /// By another face, though it may lack marks that stand on the first letter.
    Other(Face),
    /// By no font.
    Undrawn,
}

/// What draws `grapheme`: the first face of the stack that has all its letters, else the first that has its base.
#[must_use]
pub fn pick(grapheme: &str, bold: bool) -> Pick {
    static PICKED: Mutex<BTreeMap<(String, bool), Pick>> = Mutex::new(BTreeMap::new());
    let letters: Vec<char> = grapheme.chars().filter(|&letter| !is_ignorable(letter)).collect();
    if letters.iter().all(|&letter| advance(letter, bold).is_some()) {
        return Pick::Embedded;
    }
    let key = (grapheme.to_owned(), bold);
    let mut picked = PICKED.lock().unwrap_or_else(PoisonError::into_inner);
    *picked.entry(key).or_insert_with(|| choose(&letters, bold))
}

fn choose(letters: &[char], bold: bool) -> Pick {
    let base = letters[0];
    let known = letters.iter().all(|it| it.script() != Script::Unknown);
    let whole = if known { stack(base).find(|face| face.has_all(letters)) } else { None };
    match whole {
        Some(face) => Pick::Other(if bold { face.bold(letters) } else { face }),
        None if letters.len() > 1 && advance(base, bold).is_some() => Pick::Embedded,
        None if letters.len() > 1 => choose(&letters[..1], bold),
        None => Pick::Undrawn,
    }
}

/// The faces to try for a letter, in order. The whole of the machine's fonts is searched only for a letter that one has.
fn stack(letter: char) -> impl Iterator<Item = Face> {
    let preferred = families(letter).into_iter().filter_map(of_family);
    let all = std::iter::once_with(move || if covered(letter) { system().1.as_slice() } else { &[] });
    let rest = all.flatten().map(|&id| Face { fonts: &system().0, id });
    configured().into_iter().chain(preferred).chain(rest)
}

fn of_family(name: String) -> Option<Face> {
    let (fonts, order) = system();
    let found = order.iter().find(|&&id| fonts.face(id).is_some_and(|face| family(face) == name));
    found.map(|&id| Face { fonts, id })
}

/// Whether any font of the machine has `letter`. All are read once, so that a thousand letters that none has cost no
/// thousand searches.
fn covered(letter: char) -> bool {
    static COVERED: OnceLock<Vec<u64>> = OnceLock::new();
    let bits = COVERED.get_or_init(|| {
        let (fonts, order) = system();
        let mut bits = vec![0_u64; 0x11_0000 / 64];
        for &id in order {
            fonts.with_face_data(id, |data, index| mark(&mut bits, data, index));
        }
        bits
    });
    let at = letter as usize;
    bits[at / 64] >> (at % 64) & 1 == 1
}

fn mark(bits: &mut [u64], data: &[u8], index: u32) {
    let Some(cmap) = ttf_parser::Face::parse(data, index).ok().and_then(|face| face.tables().cmap) else { return };
    for table in cmap.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|at| {
            if let Some(word) = bits.get_mut(at as usize / 64) {
                *word |= 1 << (at % 64);
            }
        });
    }
}

/// Whether the fonts of this machine and the configuration draw Chinese as a report in Chinese needs it.
#[must_use]
pub fn has_chinese() -> bool {
    undrawable("客户收入风险集中度，。").is_empty()
}

/// The letters of `text` that no font can draw, each once, in order of their first place.
#[must_use]
pub fn undrawable(text: &str) -> Vec<char> {
    let mut seen = BTreeSet::new();
    let lost = text.graphemes(true).filter(|it| pick(it, false) == Pick::Undrawn);
    lost.filter_map(|it| it.chars().next()).filter(|&letter| seen.insert(letter)).collect()
}

/// One message for each name that no font can draw in full, each name once; `names` are customers' ids and names.
#[must_use]
pub fn report<'a>(names: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut told = BTreeSet::new();
    names.filter(|(_, name)| told.insert(*name)).filter_map(|(id, name)| complaint(id, name)).collect()
}

fn complaint(id: &str, name: &str) -> Option<String> {
    let lost = undrawable(name);
    let first = *lost.first()? as u32;
    let more = match lost.len() - 1 {
        0 => String::new(),
        1 => " and another letter".to_owned(),
        more => format!(" and {more} other letters"),
    };
    Some(format!(
        "no font can draw `U+{first:04X}`{more} in the name of customer `{id}`; name a font with `cjk` under `[fonts]`, or \
         install one"
    ))
}
