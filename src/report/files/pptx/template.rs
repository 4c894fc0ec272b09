//! Somebody's own .pptx as the ground: its masters, layouts and themes are kept, its slides left out.
//!
//! The file is not trusted: its size is limited, what it names outside itself is kept only as a name, and macros stay
//! behind. Where nothing in it can carry a slide, the reason is said.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};

use super::ground::{self, Ground};
use super::{Base, Rect, Relation, TYPE, content_type};
use crate::report::files::pack;

/// Why a file can't be a template.
pub enum Reason {
    /// It is no zip file that can be read.
    Unreadable(String),
    /// It is no presentation, such as a workbook or an old .ppt.
    NoPresentation,
    /// A part is missing or no XML.
    BadPart(String),
    /// No layout has a title.
    NoTitle,
}

impl Reason {
    /// The text that says it.
    pub fn key(&self) -> &'static str {
        match self {
            Reason::Unreadable(_) => "export.template_unreadable",
            Reason::NoPresentation => "export.template_other",
            Reason::BadPart(_) => "export.template_part",
            Reason::NoTitle => "export.template_title",
        }
    }

    /// What is known besides.
    pub fn detail(&self) -> &str {
        match self {
            Reason::Unreadable(detail) | Reason::BadPart(detail) => detail,
            Reason::NoPresentation | Reason::NoTitle => "",
        }
    }
}

type Parts = BTreeMap<String, Vec<u8>>;

/// A part as text.
fn text<'a>(parts: &'a Parts, name: &str) -> Result<&'a str, Reason> {
    let bytes = parts.get(name).ok_or_else(|| Reason::BadPart(name.to_owned()))?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| Reason::BadPart(name.to_owned()))
}

fn parsed<'a>(parts: &'a Parts, name: &str) -> Result<Document<'a>, Reason> {
    let options = ParsingOptions { nodes_limit: 500_000, ..ParsingOptions::default() };
    Document::parse_with_options(text(parts, name)?, options).map_err(|_| Reason::BadPart(name.to_owned()))
}

/// The relationships of a part; none where it has none.
fn related(parts: &Parts, name: &str) -> Result<Vec<Relation>, Reason> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let rels = format!("{folder}/_rels/{file}.rels");
    if !parts.contains_key(&rels) {
        return Ok(Vec::new());
    }
    let document = parsed(parts, &rels)?;
    let all = document.root_element().children().filter(Node::is_element);
    Ok(all
        .map(|node| Relation {
            id: node.attribute("Id").unwrap_or_default().to_owned(),
            kind: node.attribute("Type").unwrap_or_default().to_owned(),
            target: node.attribute("Target").unwrap_or_default().to_owned(),
            external: node.attribute("TargetMode") == Some("External"),
        })
        .collect())
}

/// The part that a target means, seen from another.
fn resolved(from: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    for step in target.split('/') {
        match step {
            ".." => drop(path.pop()),
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

/// What stands in `ppt/` under a name.
fn inside(part: &str) -> String {
    part.strip_prefix("ppt/").map_or_else(|| format!("/{part}"), str::to_owned)
}

/// Reads a template.
///
/// # Errors
/// The reason why it can't be used.
pub fn base(bytes: &[u8]) -> Result<Base, Reason> {
    let parts = pack::read(bytes).map_err(Reason::Unreadable)?;
    let main = "ppt/presentation.xml";
    if !parts.contains_key(main) {
        return Err(Reason::NoPresentation);
    }
    let presentation = parsed(&parts, main)?;
    let root = presentation.root_element();
    // Of the presentation only what masters and looks need is kept.
    let kept = ["slideMaster", "notesMaster", "theme", "presProps", "viewProps", "tableStyles"];
    let is = |relation: &Relation, kind: &str| relation.kind.rsplit('/').next() == Some(kind);
    let mut relations: Vec<Relation> = related(&parts, main)?;
    relations.retain(|r| {
        !r.external && kept.iter().any(|kind| is(r, kind)) && parts.contains_key(&resolved(main, &r.target))
    });
    for relation in &mut relations {
        relation.target = inside(&resolved(main, &relation.target));
    }
    let mut masters = String::new();
    let mut first = None;
    let listed = root.descendants().filter(|n| n.tag_name().name() == "sldMasterId");
    for (n, node) in listed.enumerate() {
        let id = node.attributes().find(|a| a.name() == "id" && a.namespace().is_some()).map(|a| a.value());
        let Some(relation) = relations.iter().find(|r| Some(r.id.as_str()) == id && is(r, "slideMaster")) else {
            continue;
        };
        first.get_or_insert_with(|| format!("ppt/{}", relation.target));
        let number = node.attribute("id").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0x8000_0000 + n as u32 * 100);
        let id = super::escaped(&relation.id);
        write!(masters, "<p:sldMasterId id=\"{number}\" r:id=\"{id}\"/>").expect("writing to a string");
    }
    let master = first.ok_or(Reason::NoTitle)?;
    let size = root.descendants().find(|n| n.tag_name().name() == "sldSz");
    let length = |name: &str, usual: i64| {
        let given = size.and_then(|n| n.attribute(name)?.parse::<i64>().ok());
        given.filter(|length| (914_400..=51_206_400).contains(length)).unwrap_or(usual)
    };
    let size = (length("cx", 12_192_000), length("cy", 6_858_000));
    let ground = ground(&parts, &master, size)?;
    let notes = relations.iter().find(|r| is(r, "notesMaster")).map(|r| (r.id.clone(), r.target.clone()));
    let mut all = reachable(&parts, &relations)?;
    let notes = match notes {
        Some(notes) => notes,
        None => {
            let own = ground::notes_master();
            all.extend(own.into_iter().map(|(name, bytes)| (name.clone(), bytes, content_type(&name))));
            relations.push(Relation::new("rIdNotes", "notesMaster", "notesMasters/notesMaster900.xml"));
            ("rIdNotes".to_owned(), "notesMasters/notesMaster900.xml".to_owned())
        }
    };
    Ok(Base {
        ground,
        parts: all,
        masters,
        notes,
        rest: "<p:notesSz cx=\"6858000\" cy=\"9144000\"/>".to_owned(),
        relations,
    })
}

/// All parts that the kept ones need, with their content types.
fn reachable(parts: &Parts, relations: &[Relation]) -> Result<Vec<(String, Vec<u8>, String)>, Reason> {
    let types = content_types(parts)?;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut left: VecDeque<String> = relations.iter().map(|r| resolved("ppt/presentation.xml", &r.target)).collect();
    let mut out = Vec::new();
    while let Some(name) = left.pop_front() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let bytes = parts.get(&name).ok_or_else(|| Reason::BadPart(name.clone()))?;
        out.push((name.clone(), bytes.clone(), types(&name)));
        for relation in related(parts, &name)?.iter().filter(|r| !r.external) {
            left.push_back(resolved(&name, &relation.target));
        }
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let rels = format!("{folder}/_rels/{file}.rels");
        if let Some(bytes) = parts.get(&rels) {
            out.push((rels, bytes.clone(), String::new()));
        }
    }
    Ok(out)
}

/// What a part's content type is.
fn content_types(parts: &Parts) -> Result<impl Fn(&str) -> String, Reason> {
    let document = parsed(parts, "[Content_Types].xml")?;
    let mut endings: BTreeMap<String, String> = BTreeMap::new();
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for node in document.root_element().children().filter(Node::is_element) {
        let kind = node.attribute("ContentType").unwrap_or_default().to_owned();
        if let Some(name) = node.attribute("PartName") {
            named.insert(name.trim_start_matches('/').to_lowercase(), kind);
        } else if let Some(ending) = node.attribute("Extension") {
            endings.insert(ending.to_lowercase(), kind);
        }
    }
    Ok(move |name: &str| {
        let name = name.to_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        named.get(&name).or_else(|| endings.get(ending)).cloned().unwrap_or_default()
    })
}

/// A place for text in a layout or master.
struct Held {
    kind: String,
    index: Option<u32>,
    place: Option<Rect>,
}

fn held(document: &Document<'_>) -> Vec<Held> {
    let shapes = document.descendants().filter(|n| n.tag_name().name() == "sp");
    shapes
        .filter_map(|shape| {
            let ph = shape.descendants().find(|n| n.tag_name().name() == "ph")?;
            let xfrm = shape.descendants().find(|n| n.tag_name().name() == "xfrm");
            let number = |node: &str, name: &str| -> Option<i64> {
                xfrm?.children().find(|n| n.tag_name().name() == node)?.attribute(name)?.parse().ok()
            };
            let place = || {
                Some(Rect {
                    x: number("off", "x")?,
                    y: number("off", "y")?,
                    w: number("ext", "cx")?,
                    h: number("ext", "cy")?,
                })
            };
            Some(Held {
                kind: ph.attribute("type").unwrap_or("obj").to_owned(),
                index: ph.attribute("idx").and_then(|i| i.parse().ok()),
                place: place(),
            })
        })
        .collect()
}

/// The layout to be used, and where things stand on it.
fn ground(parts: &Parts, master: &str, size: (i64, i64)) -> Result<Ground, Reason> {
    let document = parsed(parts, master)?;
    let on_master = held(&document);
    let title_size = size_in(&document, "titleStyle");
    let mut cover = None;
    let mut best: Option<(u8, String, Vec<Held>, Option<f64>)> = None;
    for relation in related(parts, master)?
        .iter()
        .filter(|r| r.kind == format!("{TYPE}/slideLayout") || r.kind.ends_with("/slideLayout"))
    {
        let name = resolved(master, &relation.target);
        let document = parsed(parts, &name)?;
        let held = held(&document);
        if document.root_element().attribute("type") == Some("title") && held.iter().any(|h| h.kind == "ctrTitle") {
            let under = held.iter().find(|h| h.kind == "subTitle").and_then(|h| h.index);
            cover.get_or_insert((inside(&name), under));
        }
        if !held.iter().any(|h| h.kind == "title") {
            continue;
        }
        // A title alone is best; then a title with one content; any other has more than is needed.
        let rank = match document.root_element().attribute("type") {
            Some("titleOnly") => 0,
            Some("obj" | "tx" | "chart" | "tbl") => 1,
            _ => 2,
        };
        if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
            let own =
                document.descendants().find(|n| n.tag_name().name() == "ph" && n.attribute("type") == Some("title"));
            let own = own.and_then(|ph| ph.ancestors().find(|n| n.tag_name().name() == "sp")).and_then(first_size);
            best = Some((rank, name, held, own));
        }
    }
    let (_, layout, held, own_size) = best.ok_or(Reason::NoTitle)?;
    let place = |kind: &str| {
        let own = held.iter().find(|h| h.kind == kind).and_then(|h| h.place);
        own.or_else(|| on_master.iter().find(|h| h.kind == kind).and_then(|h| h.place))
    };
    let index = |kind: &str| held.iter().find(|h| h.kind == kind).and_then(|h| h.index);
    let (width, height) = size;
    let title = place("title").filter(|t| t.w > width / 3 && t.y >= 0 && t.bottom() < height / 2);
    let feet = ["ftr", "dt", "sldNum"];
    let foot = feet.map(index);
    let top_of_foot = feet.iter().filter_map(|kind| place(kind)).map(|r| r.y).filter(|y| *y > height * 2 / 3).min();
    let top = title.map_or(height / 5, |t| t.bottom() + height / 60);
    let bottom = top_of_foot.unwrap_or(height * 13 / 14) - height / 90;
    let (x, w) = match title {
        Some(t) if t.x >= 0 && t.x + t.w <= width => (t.x, t.w),
        _ => (width / 20, width * 9 / 10),
    };
    let line = |x: i64, w: i64| Rect { x, y: height * 13 / 14, w, h: height / 22 };
    let foot_lines = [line(x, w * 3 / 4), line(x + w * 3 / 4, w / 5), line(x + w * 19 / 20, w / 20)];
    let foot_places = std::array::from_fn(|n| place(feet[n]).unwrap_or(foot_lines[n]));
    let points = |length: i64| length as f64 / 12_700.0;
    let title_place = place("title").map_or((points(w), points(height / 6)), |t| (points(t.w), points(t.h)));
    Ok(Ground {
        size,
        title: (title_place.0, title_place.1, Some(own_size.or(title_size).unwrap_or(44.0))),
        layout: inside(&layout),
        cover,
        body: Rect { x, y: top, w, h: (bottom - top).max(height / 3) },
        takeaway: None,
        foot,
        foot_places,
    })
}

/// The size of text in a style of the master, in points.
fn size_in(document: &Document<'_>, style: &str) -> Option<f64> {
    first_size(document.descendants().find(|n| n.tag_name().name() == style)?)
}

/// The first size of text that a part sets, in points.
fn first_size(node: Node<'_, '_>) -> Option<f64> {
    let sized = node.descendants().find(|n| n.tag_name().name() == "defRPr" && n.has_attribute("sz"))?;
    sized.attribute("sz")?.parse::<f64>().ok().map(|size| size / 100.0).filter(|size| (1.0..=400.0).contains(size))
}
