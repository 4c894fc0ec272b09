//! What may stand in XML: text escaped, and without what no XML file can hold.

use std::fmt::Write as _;

/// A text for an element or an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A number in its shortest form that reads back the same; what is no number is zero.
pub fn number(value: f64) -> String {
    let mut out = String::new();
    let value = if value.is_finite() { value + 0.0 } else { 0.0 };
    write!(out, "{value}").expect("writing to a string");
    out
}

/// The line at the head of every part.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
