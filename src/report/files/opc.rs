//! What packages of office documents have in common: relationships, content types, the parts that tell of the file.

use std::fmt::Write as _;

use super::xml::{self, escaped};

/// The start of every relationship's type.
pub const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A relationship of a part.
pub struct Relation {
    /// Its name within the part.
    pub id: String,
    /// The address of its kind.
    pub kind: String,
    /// Where it leads.
    pub target: String,
    /// The target is no part of the package.
    pub external: bool,
}

impl Relation {
    /// One to a part of the package, by the last word of its kind.
    pub fn new(id: impl Into<String>, kind: &str, target: impl Into<String>) -> Relation {
        Relation { id: id.into(), kind: format!("{TYPE}/{kind}"), target: target.into(), external: false }
    }
}

/// The part that holds a part's relationships.
pub fn relations(all: &[Relation]) -> String {
    let mut out = String::from(xml::HEAD);
    out.push_str("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for relation in all {
        let mode = if relation.external { " TargetMode=\"External\"" } else { "" };
        write!(
            out,
            "<Relationship Id=\"{}\" Type=\"{}\" Target=\"{}\"{mode}/>",
            escaped(&relation.id),
            escaped(&relation.kind),
            escaped(&relation.target)
        )
        .unwrap();
    }
    out.push_str("</Relationships>");
    out
}

/// `[Content_Types].xml`: what each part is; those of no kind are what their ending says.
pub fn content_types<'a>(parts: impl Iterator<Item = &'a (String, Vec<u8>, String)>) -> String {
    let mut out = String::from(xml::HEAD);
    out.push_str("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
    let mut endings = vec![
        ("rels".to_owned(), "application/vnd.openxmlformats-package.relationships+xml".to_owned()),
        ("xml".to_owned(), "application/xml".to_owned()),
        ("xlsx".to_owned(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        ("png".to_owned(), "image/png".to_owned()),
    ];
    let mut overrides = String::new();
    for (name, _, kind) in parts {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        let known = endings.iter().find(|(e, _)| *e == ending).map(|(_, k)| k.clone());
        match known {
            _ if kind.is_empty() => {}
            Some(usual) if usual == *kind => {}
            None => endings.push((ending, kind.clone())),
            Some(_) => {
                let (name, kind) = (escaped(name), escaped(kind));
                write!(overrides, "<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>").unwrap();
            }
        }
    }
    for (ending, kind) in endings {
        write!(out, "<Default Extension=\"{}\" ContentType=\"{}\"/>", escaped(&ending), escaped(&kind)).unwrap();
    }
    out + &overrides + "</Types>"
}

/// `docProps/core.xml`: what a file says it is.
pub fn core(name: &str) -> String {
    format!(
        "{}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title></cp:coreProperties>",
        xml::HEAD,
        escaped(name)
    )
}

/// The relationships of a package whose main part this is.
pub fn top(main: &str) -> String {
    let mut top = vec![
        Relation::new("rId1", "officeDocument", main),
        Relation::new("rId2", "", "docProps/core.xml"),
        Relation::new("rId3", "extended-properties", "docProps/app.xml"),
    ];
    top[1].kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties".to_owned();
    relations(&top)
}
