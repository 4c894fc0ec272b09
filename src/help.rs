//! Help inside the program: the glossary, which says of each word what it means, and the guide, which says how things are
//! done.
//!
//! Both are data: `assets/help/terms.toml` and `guide.toml`. A term is found by the words under which it is shown, so that
//! any heading, key figure or lever leads to it; lines of the shipped forms tell themselves, by what fills them.

pub mod blank;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use toml_edit::{DocumentMut, Table};

use crate::locale::Language;
use crate::month::Month;
use crate::policy;
use crate::report::words::period::period_name;
use crate::scenario::lever::LeverKey;
use crate::statements::form::{self, Fill, Form, Line, LineKind, Source};

/// What help can be had of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Topic {
    /// A term of the glossary, by its place in it.
    Term(usize),
    /// A line of a shipped form, by the places of both.
    Line(usize, usize),
    /// A chapter of the guide, by its place in it.
    Chapter(usize),
}

/// An entry of the glossary.
#[derive(Debug)]
pub struct Term {
    /// The keys of the texts under which it is shown; the first is what it is called.
    pub names: Vec<String>,
    told: [String; 2],
    rule: Option<String>,
    formula: [String; 2],
    /// The key of its unit.
    pub unit: String,
    source: [String; 2],
}

/// A chapter of the guide.
#[derive(Debug)]
pub struct Chapter {
    /// What it is known by.
    pub key: String,
    /// The keys of the screens that it is about.
    pub pages: Vec<String>,
    title: [String; 2],
    told: [String; 2],
}

/// A part of an article: words under a heading, which may be empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paragraph {
    /// What it is about, in words; empty where the article's title says it.
    pub heading: String,
    /// Its words.
    pub text: String,
    /// Whether it is an item of a list.
    pub is_item: bool,
}

fn in_both(table: &Table, key: &str) -> [String; 2] {
    Language::ALL.map(|language| {
        let text = table.get(&format!("{key}{}", language.code())).and_then(|text| text.as_str());
        text.unwrap_or_default().trim().to_owned()
    })
}

fn tables<T>(source: &str, key: &str, of: impl Fn(&Table) -> T) -> Vec<T> {
    let document: DocumentMut = source.parse().expect("a shipped file of help is valid TOML");
    document[key].as_array_of_tables().expect("its entries are tables").iter().map(of).collect()
}

fn list(table: &Table, key: &str) -> Vec<String> {
    let texts = table[key].as_array().expect("a list").iter();
    texts.map(|text| text.as_str().expect("a key").to_owned()).collect()
}

/// The glossary.
pub fn terms() -> &'static [Term] {
    static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
        tables(include_str!("../assets/help/terms.toml"), "term", |table| Term {
            names: list(table, "names"),
            told: in_both(table, ""),
            rule: table.get("rule").and_then(|rule| rule.as_str()).map(str::to_owned),
            formula: in_both(table, "formula_"),
            unit: format!("help.unit_{}", table["unit"].as_str().expect("a unit")),
            source: in_both(table, "source_"),
        })
    });
    &TERMS
}

/// The guide.
pub fn chapters() -> &'static [Chapter] {
    static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| {
        tables(include_str!("../assets/help/guide.toml"), "chapter", |table| Chapter {
            key: table["key"].as_str().expect("a key").to_owned(),
            pages: list(table, "pages"),
            title: in_both(table, "title_"),
            told: in_both(table, ""),
        })
    });
    &CHAPTERS
}

/// The chapter about a screen, by the key of its name; the first where none is.
pub fn chapter_of(screen: &str) -> Topic {
    let about = |chapter: &Chapter| chapter.pages.iter().any(|page| page == screen);
    Topic::Chapter(chapters().iter().position(about).unwrap_or(0))
}

impl Term {
    /// What it is, in a sentence or two.
    pub fn told(&self, language: Language) -> &str {
        language.pick::<String>(&self.told)
    }

    /// How it is reckoned; empty where there is nothing to reckon.
    pub fn formula(&self, language: Language) -> &str {
        match &self.rule {
            Some(key) => language.text(key),
            None => language.pick::<String>(&self.formula),
        }
    }

    /// The documents that say so; empty where none is known. A lever that the law speaks of has those of its values.
    pub fn source(&self, language: Language) -> String {
        let lever = |name: &String| LeverKey::ALL.iter().find(|key| key.def().text_key == name).copied();
        let law = self.names.iter().find_map(lever).and_then(LeverKey::law).and_then(policy::parameter);
        let dated = law.into_iter().flat_map(|law| law.everywhere()).map(|value| {
            let from: Month = value.from;
            language.fill(
                "help.document",
                &[("document", &value.document), ("month", &period_name(crate::month::Period::Month(from), language))],
            )
        });
        let mut all: Vec<String> = Vec::new();
        let own = language.pick::<String>(&self.source);
        for said in std::iter::once(own.clone()).filter(|own| !own.is_empty()).chain(dated) {
            if !all.contains(&said) {
                all.push(said);
            }
        }
        // The latest are of use; the earlier ones stand on the screen of the law.
        all.drain(..all.len().saturating_sub(4));
        all.join(language.text("help.semicolon"))
    }
}

impl Topic {
    /// What it is called.
    pub fn title(self, language: Language) -> String {
        match self {
            Topic::Term(n) => terms()[n].names.first().map_or("", |key| language.text(key)).to_owned(),
            Topic::Line(form, line) => name(&form::shipped()[form].lines[line], language).to_owned(),
            Topic::Chapter(n) => language.pick::<String>(&chapters()[n].title).clone(),
        }
    }

    /// The whole of it, part by part.
    pub fn article(self, language: Language) -> Vec<Paragraph> {
        let under = |key: &str, text: &str| {
            let heading = if key.is_empty() { String::new() } else { language.text(key).to_owned() };
            Paragraph { heading, text: text.to_owned(), is_item: false }
        };
        let parts = match self {
            Topic::Term(n) => {
                let term = &terms()[n];
                vec![
                    under("", term.told(language)),
                    under("help.formula", term.formula(language)),
                    under("help.unit", language.text(&term.unit)),
                    under("help.source", &term.source(language)),
                ]
            }
            Topic::Line(number, line) => {
                let form = &form::shipped()[number];
                vec![
                    under("", &line_told(form, line, language)),
                    under("help.formula", &filled_by(form, line, language)),
                    under("help.source", language.pick::<String>(&form.source)),
                ]
            }
            Topic::Chapter(n) => return paragraphs(language.pick::<String>(&chapters()[n].told)),
        };
        parts.into_iter().filter(|part| !part.text.is_empty()).collect()
    }

    /// The words of a tooltip: what it is, and how it is reckoned.
    pub fn brief(self, language: Language) -> String {
        let parts = self.article(language).into_iter();
        let formula = language.text("help.formula");
        let told = parts.filter(|part| part.heading.is_empty() || part.heading == formula).take(2);
        told.map(|part| part.text).collect::<Vec<_>>().join("\n")
    }
}

/// The paragraphs and items of a chapter.
fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let of = |line: &str| {
        let item = line.strip_prefix("- ");
        Paragraph { heading: String::new(), text: item.unwrap_or(line).to_owned(), is_item: item.is_some() }
    };
    lines.map(of).collect()
}

fn name(line: &Line, language: Language) -> &str {
    language.pick::<String>(&line.names)
}

/// What a line of a form is: its kind, its form, and of what it is a part.
fn line_told(form: &Form, line: usize, language: Language) -> String {
    let line = &form.lines[line];
    let kind = LineKind::ALL.iter().find(|(_, kind)| *kind == line.kind).map_or("", |(key, _)| key);
    let kind = language.text(&format!("form.kind_{kind}")).to_owned();
    match line.of.and_then(|whole| form.lines.get(whole)) {
        Some(whole) => language.fill(
            "help.line_part",
            &[("form", form.name(language)), ("kind", &kind), ("whole", name(whole, language))],
        ),
        None => language.fill("help.line", &[("form", form.name(language)), ("kind", &kind)]),
    }
}

/// What fills a line.
fn filled_by(form: &Form, line: usize, language: Language) -> String {
    let of = |n: &usize| form.lines.get(*n).map_or("", |line| name(line, language));
    let source = |source: &Source| {
        let key = Source::ALL.iter().find(|(_, known)| known == source).map_or("", |(key, _)| key);
        language.text(&format!("form.source_{key}")).to_owned()
    };
    match &form.lines[line].fill {
        Fill::Entered => language.text("help.line_entered").to_owned(),
        Fill::Sum(parts) => format!("= {}", parts.iter().map(of).collect::<Vec<_>>().join(" + ")),
        Fill::Less(from, less) => format!("= {} − {}", of(from), of(less)),
        Fill::From(sources) => {
            let sources: Vec<String> = sources.iter().map(source).collect();
            language.fill("help.line_from", &[("sources", &sources.join(" + "))])
        }
        Fill::Lines(_) => language.text("help.line_other_forms").to_owned(),
    }
}

/// The topics of a language by the words under which they are shown.
type Index = HashMap<String, Topic>;

fn index(language: Language) -> Arc<Index> {
    static KNOWN: LazyLock<Mutex<HashMap<Language, Arc<Index>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(language).or_insert_with(|| Arc::new(indexed(language))).clone()
}

fn indexed(language: Language) -> Index {
    let mut index = Index::new();
    for (n, term) in terms().iter().enumerate() {
        for key in &term.names {
            index.entry(language.text(key).to_owned()).or_insert(Topic::Term(n));
        }
    }
    for (number, form) in form::shipped().iter().enumerate() {
        for (n, line) in form.lines.iter().enumerate() {
            index.entry(name(line, language).to_owned()).or_insert(Topic::Line(number, n));
        }
    }
    index
}

/// What is shown under these words: a heading, a key figure, a lever, a line of a statement. A heading that begins with a
/// period or a place is known by how it ends.
pub fn about(words: &str, language: Language) -> Option<Topic> {
    let index = index(language);
    let words = words.trim();
    if let Some(topic) = index.get(words) {
        return Some(*topic);
    }
    if language.is_english() {
        return None;
    }
    let ends = words.char_indices().skip(1).map(|(at, _)| &words[at..]);
    ends.filter(|end| end.chars().count() >= 3).find_map(|end| index.get(end).copied())
}

/// So many topics are found at once.
const MOST_FOUND: usize = 60;

/// The topics in which words are found: those named so first, then those that speak of it.
pub fn found(words: &str, language: Language) -> Vec<Topic> {
    let words = words.trim().to_lowercase();
    let all: Vec<Topic> = (0..chapters().len())
        .map(Topic::Chapter)
        .chain((0..terms().len()).map(Topic::Term))
        .chain(
            form::shipped()
                .iter()
                .enumerate()
                .flat_map(|(number, form)| (0..form.lines.len()).map(move |line| Topic::Line(number, line))),
        )
        .collect();
    let holds = |text: &str| text.to_lowercase().contains(&words);
    let is_named = |topic: &Topic| match topic {
        Topic::Term(n) => terms()[*n].names.iter().any(|key| holds(language.text(key))),
        _ => holds(&topic.title(language)),
    };
    let speaks = |topic: &Topic| {
        !matches!(topic, Topic::Line(..)) && topic.article(language).iter().any(|part| holds(&part.text))
    };
    let (named, others): (Vec<Topic>, Vec<Topic>) = all.into_iter().partition(is_named);
    let mut titles = std::collections::HashSet::new();
    let found = named.into_iter().chain(others.into_iter().filter(speaks));
    // Forms of several years have lines of one name.
    found.filter(|topic| titles.insert(topic.title(language))).take(MOST_FOUND).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_with_its_period_leads_to_its_term() {
        let gap = about("征缴收支缺口", Language::Chinese);
        assert!(gap.is_some());
        assert_eq!(about("2007年征缴收支缺口", Language::Chinese), gap);
        assert_eq!(about("无此一说", Language::Chinese), None);
    }

    #[test]
    fn words_are_found_in_names_before_texts() {
        let found = found("征缴率", Language::Chinese);
        assert_eq!(found.first().map(|topic| topic.title(Language::Chinese)).as_deref(), Some("征缴率"));
        assert!(found.iter().any(|topic| matches!(topic, Topic::Chapter(_))));
    }

    #[test]
    fn chapters_have_items_and_paragraphs() {
        let Topic::Chapter(n) = chapter_of("screen.deck") else { panic!("no chapter") };
        assert_eq!(chapters()[n].key, "report");
        let article = Topic::Chapter(n).article(Language::English);
        assert!(article.iter().any(|part| part.is_item) && article.iter().any(|part| !part.is_item));
        assert_eq!(chapter_of("nowhere"), Topic::Chapter(0));
    }
}
