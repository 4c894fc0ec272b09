//! Every text that a person reads, by key, in Chinese and in English.
//!
//! The texts are data: `assets/locales/zh.toml` and `en.toml`, tables flattened to dotted keys, with `{name}` where a
//! value goes. A key that a language lacks shows itself, and a test keeps that from happening.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The language of the interface and of messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum Language {
    /// 简体中文, the first language of the program.
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Both, Chinese first.
    pub const ALL: [Language; 2] = [Language::Chinese, Language::English];

    /// `zh` or `en`, as on the command line and in preferences.
    pub const fn code(self) -> &'static str {
        match self {
            Language::Chinese => "zh",
            Language::English => "en",
        }
    }

    /// The language of a code; `None` for any other.
    pub fn from_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|l| l.code() == code)
    }

    const fn source(self) -> &'static str {
        match self {
            Language::Chinese => include_str!("../assets/locales/zh.toml"),
            Language::English => include_str!("../assets/locales/en.toml"),
        }
    }

    /// All texts of this language by dotted key.
    pub fn texts(self) -> &'static HashMap<String, String> {
        static TEXTS: [OnceLock<HashMap<String, String>>; 2] = [OnceLock::new(), OnceLock::new()];
        TEXTS[self as usize].get_or_init(|| {
            let document: toml_edit::DocumentMut =
                self.source().parse().expect("the shipped locale file is valid TOML");
            let mut texts = HashMap::new();
            flatten("", document.as_table(), &mut texts);
            texts
        })
    }

    /// The text of `key`; the key itself where there is none.
    pub fn text(self, key: &str) -> &str {
        self.texts().get(key).map_or(key, String::as_str)
    }

    /// A text of shipped data that stand beside each other in both languages, `KEY_zh` and `KEY_en`.
    pub fn text_of<'a>(self, table: &'a toml_edit::Table, key: &str) -> &'a str {
        table[&format!("{key}_{}", self.code())].as_str().expect("a text in both languages")
    }

    /// The text of `key` with each `{name}` replaced by its value; what is no key is itself the text.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.text(key);
        // In one pass, so that a value which itself has braces is shown as it is.
        while let Some(brace) = rest.find('{') {
            let (before, place) = rest.split_at(brace);
            filled.push_str(before);
            let value = place[1..].split_once('}').and_then(|(name, after)| {
                values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, after))
            });
            let (value, after) = value.unwrap_or(("{", &place[1..]));
            filled.push_str(value);
            rest = after;
        }
        filled + rest
    }
}

fn flatten(prefix: &str, table: &toml_edit::Table, texts: &mut HashMap<String, String>) {
    for (key, item) in table {
        let key = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
        if let Some(text) = item.as_str() {
            texts.insert(key, text.to_owned());
        } else if let Some(table) = item.as_table() {
            flatten(&key, table, texts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_as_it_is() {
        let values = [("key", "{sum}"), ("found", "{key}"), ("expected", "x{")];
        let filled = Language::English.fill("finding.scenario-value", &values);
        assert_eq!(filled, "{sum} is {key}, but must be x{.");
        assert_eq!(Language::English.fill("no {place} here", &values), "no {place} here");
    }

    #[test]
    fn both_languages_have_every_key_with_the_same_places() {
        let places = |text: &str| {
            let mut names: Vec<String> =
                text.split('{').skip(1).filter_map(|t| t.split_once('}').map(|(n, _)| n.to_owned())).collect();
            names.sort();
            names.dedup();
            names
        };
        let (zh, en) = (Language::Chinese.texts(), Language::English.texts());
        let mut missing: Vec<&String> = zh.keys().filter(|k| !en.contains_key(*k)).collect();
        missing.extend(en.keys().filter(|k| !zh.contains_key(*k)));
        assert!(missing.is_empty(), "in one language only: {missing:?}");
        for (key, text) in zh {
            assert_eq!(places(text), places(&en[key]), "{key}");
        }
    }
}
