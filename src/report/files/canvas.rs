//! A page of SVG in points: shapes and text, and how wide text is in the embedded font.

use std::fmt::Write as _;

use crate::report::files::tokens::{self, Colour, hex};
use crate::report::files::xml::escaped;

/// Where text stands against its point.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A page being drawn.
pub struct Canvas {
    out: String,
}

impl Canvas {
    /// A white page.
    pub fn new((width, height): (f64, f64), title: &str) -> Canvas {
        let (width, height) = (width.max(1.0), height.max(1.0));
        let mut out = String::new();
        write!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {0} {1}\" \
             font-family=\"{}\"><title>{}</title><rect width=\"{0}\" height=\"{1}\" fill=\"#FFFFFF\"/>",
            short(width),
            short(height),
            tokens::FAMILIES,
            escaped(title)
        )
        .unwrap();
        Canvas { out }
    }

    /// The finished page.
    pub fn finish(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    /// Draws with the origin moved.
    pub fn at(&mut self, x: f64, y: f64, draw: impl FnOnce(&mut Canvas)) {
        write!(self.out, "<g transform=\"translate({} {})\">", short(x), short(y)).unwrap();
        draw(self);
        self.out.push_str("</g>");
    }

    /// Another page within this one, at the origin.
    pub fn picture(&mut self, page: &str) {
        self.out.push_str(page.trim_end());
    }

    /// A filled rectangle.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: Colour) {
        let (x, y, width, height) = (short(x), short(y), short(width.max(0.0)), short(height.max(0.0)));
        write!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#{}\"/>", hex(fill))
            .unwrap();
    }

    /// A rectangle's edge.
    pub fn frame(&mut self, x: f64, y: f64, width: f64, height: f64, stroke: Colour, thickness: f64) {
        let (x, y, width, height) = (short(x), short(y), short(width.max(0.0)), short(height.max(0.0)));
        write!(
            self.out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#{}\" \
             stroke-width=\"{thickness}\"/>",
            hex(stroke)
        )
        .unwrap();
    }

    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Colour, thickness: f64, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        write!(
            self.out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"#{}\" stroke-width=\"{thickness}\"{dash}/>",
            short(from.0),
            short(from.1),
            short(to.0),
            short(to.1),
            hex(stroke)
        )
        .unwrap();
    }

    /// A line through points.
    pub fn polyline(&mut self, points: &[(f64, f64)], stroke: Colour, thickness: f64, dash: &str) {
        if points.len() < 2 {
            return;
        }
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        write!(
            self.out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#{}\" stroke-width=\"{thickness}\" stroke-linejoin=\"round\" \
             stroke-linecap=\"round\"{dash}/>",
            pairs(points),
            hex(stroke)
        )
        .unwrap();
    }

    /// A filled area.
    pub fn polygon(&mut self, points: &[(f64, f64)], fill: Colour) {
        write!(self.out, "<polygon points=\"{}\" fill=\"#{}\"/>", pairs(points), hex(fill)).unwrap();
    }

    /// A band that swings from one height at the left to another at the right.
    pub fn ribbon(&mut self, left: (f64, f64, f64), right: (f64, f64, f64), fill: Colour) {
        let middle = short((left.0 + right.0) / 2.0);
        let (lx, lt, lb) = (short(left.0), short(left.1), short(left.2));
        let (rx, rt, rb) = (short(right.0), short(right.1), short(right.2));
        write!(
            self.out,
            "<path d=\"M{lx} {lt}C{middle} {lt} {middle} {rt} {rx} {rt}L{rx} {rb}C{middle} {rb} {middle} {lb} {lx} {lb}Z\" \
             fill=\"#{}\" fill-opacity=\"0.38\"/>",
            hex(fill)
        )
        .unwrap();
    }

    /// A dot with a white edge.
    pub fn dot(&mut self, at: (f64, f64), radius: f64, fill: Colour) {
        write!(
            self.out,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"#{}\" stroke=\"#FFFFFF\" stroke-width=\"1\"/>",
            short(at.0),
            short(at.1),
            short(radius),
            hex(fill)
        )
        .unwrap();
    }

    /// A line of text on its base line.
    pub fn text(&mut self, x: f64, y: f64, text: &str, size: f64, fill: Colour, anchor: Anchor) {
        if text.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y) = (short(x), short(y));
        write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" fill=\"#{}\"{anchor} xml:space=\"preserve\">{}</text>",
            short(size),
            hex(fill),
            escaped(text)
        )
        .unwrap();
    }

    /// Text in lines of a width, at most so many; the rest ends in an ellipsis. The height that it took.
    #[expect(clippy::too_many_arguments, reason = "a paragraph is all of these")]
    pub fn paragraph(&mut self, x: f64, y: f64, width: f64, most: usize, text: &str, size: f64, fill: Colour) -> f64 {
        let lines = wrapped(text, size, width, most);
        for (n, line) in lines.iter().enumerate() {
            self.text(x, y + size * (0.95 + 1.35 * n as f64), line, size, fill, Anchor::Start);
        }
        lines.len() as f64 * size * 1.35
    }
}

/// A coordinate to a hundredth of a point.
fn short(value: f64) -> String {
    let value = if value.is_finite() { (value * 100.0).round() / 100.0 + 0.0 } else { 0.0 };
    format!("{value}")
}

fn pairs(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{},{}", short(*x), short(*y))).collect::<Vec<_>>().join(" ")
}

/// The width of a text at a size, by what the embedded font's characters take.
pub fn width_of(text: &str, size: f64) -> f64 {
    text.chars().map(ems).sum::<f64>() * size
}

fn ems(c: char) -> f64 {
    match c {
        '0'..='9' | '−' | '+' | '=' => 0.555,
        ' ' | ',' | '.' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'j' | 'l' => 0.28,
        '-' | '(' | ')' | '[' | ']' | '/' | 't' | 'f' | 'r' | '·' => 0.37,
        'm' | 'M' | 'W' | '%' | '@' => 0.92,
        'A'..='Z' | 'w' => 0.65,
        '±' | '×' | '÷' | '°' | '§' | '¶' => 1.0,
        c if c.is_ascii() => 0.56,
        '\u{a0}'..='\u{24f}' => 0.58,
        _ => 1.0,
    }
}

/// A text in lines of a width, at most so many.
pub fn wrapped(text: &str, size: f64, width: f64, most: usize) -> Vec<String> {
    // What no line may begin with.
    const CLOSING: &str = "，。；：、！？）》”’%,.;:)!?";
    // And what none may end with.
    const OPENING: &str = "“‘（《(";
    let mut lines: Vec<String> = vec![String::new()];
    let mut wide = 0.0;
    let mut word: Option<usize> = None; // where the present Latin word begins in the line
    for c in text.chars() {
        if c == '\n' {
            lines.push(String::new());
            (wide, word) = (0.0, None);
            continue;
        }
        let line = lines.last_mut().expect("there is a line");
        let inside = c.is_ascii_alphanumeric() || ".,−+-%_/".contains(c);
        if !inside {
            word = None;
        } else if word.is_none() {
            word = Some(line.len());
        }
        let own = ems(c) * size;
        if wide + own > width && !line.is_empty() && !CLOSING.contains(c) {
            let from = word.unwrap_or(line.len());
            let at = line[..from].trim_end_matches(|last| OPENING.contains(last)).len();
            let carried = if at > 0 { line.split_off(at) } else { String::new() };
            wide = width_of(&carried, size);
            word = inside.then_some(0);
            lines.push(carried);
        }
        let line = lines.last_mut().expect("there is a line");
        if !(line.is_empty() && c == ' ') {
            line.push(c);
            wide += own;
        }
    }
    if lines.len() > most.max(1) {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The size at which paragraphs fit a place, half a line apart; never smaller than is read from afar.
pub fn spoken_size(lines: &[String], width: f64, height: f64) -> f64 {
    const SIZES: [f64; 6] = [22.0, 20.0, 18.0, 16.0, 14.0, 12.0];
    let tall = |size: f64| -> f64 {
        lines.iter().map(|line| wrapped(line, size, width, 99).len() as f64 * size * 1.45 + size * 0.7).sum()
    };
    SIZES.into_iter().find(|size| tall(*size) <= height).unwrap_or(10.5)
}

/// The size of a title and its lines: the first that needs one line, or else two; never smaller than is read from afar.
pub fn titled(text: &str, width: f64) -> (f64, Vec<String>) {
    const SIZES: [f64; 5] = [24.0, 22.0, 20.0, 18.0, 16.0];
    let one = |size: &f64| *size >= 20.0 && width_of(text, *size) <= width * 0.95;
    let two = |size: &f64| wrapped(text, *size, width * 0.94, 9).len() <= 2;
    let size = SIZES.into_iter().find(one).or_else(|| SIZES.into_iter().find(two)).unwrap_or(14.0);
    (size, wrapped(text, size, width, 3))
}

/// A text cut to a width, with an ellipsis.
pub fn cut(text: &str, size: f64, width: f64) -> String {
    if width_of(text, size) <= width {
        return text.to_owned();
    }
    let mut wide = size;
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            wide += ems(*c) * size;
            wide <= width
        })
        .collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_brackets_stay_with_what_they_hold() {
        let of = |text: &str, width: f64| wrapped(text, 10.0, width, 9);
        assert_eq!(of("比“统收统支”多", 20.0), ["比", "“统", "收统", "支”", "多"]);
        assert_eq!(of("缺口（万元）", 30.0), ["缺口", "（万元）"]);
        assert_eq!(of("（（（（", 20.0).concat(), "（（（（");
        assert_eq!(of("按（2008 年", 35.0), ["按", "（2008 ", "年"]);
    }
}
