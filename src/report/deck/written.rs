//! A deck as a written report: its text pages are the sections, each finding is a paragraph with the chart or the table that
//! shows it, and the audited account is the paragraph that it is.

use super::build::MadePage;
use super::{Page, Plan, Shows};
use crate::locale::Language;
use crate::report::Sheet;
use crate::report::model::document::{Block, Document};
use crate::report::model::slide::{Body, Slide, Spoken};

/// The report of the pages that could be made, each with what it was planned as.
pub fn document(plan: &Plan, pages: &[(&Page, &MadePage)], language: Language) -> Document {
    let has_sections = pages.iter().any(|(page, _)| matches!(page.shows, Shows::Text { .. }));
    let mut writer = Writer { language, blocks: Vec::new(), numbers: [0; 2], figures: 0, tables: 0, said: Vec::new() };
    let mut document = Document {
        title: plan.name.clone(),
        unit: plan.footer.clone(),
        date: plan.date.clone(),
        ..Document::default()
    };
    let mut kind = None;
    for (n, (page, made)) in pages.iter().enumerate() {
        let slide = &made.slide;
        match (&page.shows, &slide.body) {
            (Shows::Cover { .. }, _) => (document.title, document.of) = (slide.title.clone(), slide.takeaway.clone()),
            (Shows::Text { .. } | Shows::Conclusions, Body::Words(words)) => {
                // A section that nothing stands in is not written.
                let is_followed = pages.get(n + 1).is_some_and(|(next, _)| !matches!(next.shows, Shows::Text { .. }));
                if words.lines.is_empty() && !(is_followed && matches!(page.shows, Shows::Text { .. })) {
                    continue;
                }
                writer.heading(1, &slide.title);
                let numbered = words.spoken == Spoken::Findings;
                for (n, line) in (1..).zip(&words.lines) {
                    let number = if numbered { format!("{n}.") } else { String::new() };
                    writer.paragraph(&format!("{number}{line}"));
                }
                writer.paragraph(&slide.takeaway);
            }
            (shows, body) => {
                // Where the officer has made no sections, each kind of page is one.
                if !has_sections && kind != Some(shows.text_key()) {
                    kind = Some(shows.text_key());
                    writer.heading(1, language.text(shows.text_key()));
                }
                writer.finding(slide, body, made.sheet.as_ref());
            }
        }
    }
    document.blocks = writer.blocks;
    document
}

struct Writer {
    language: Language,
    blocks: Vec<Block>,
    /// Of headings, by level.
    numbers: [usize; 2],
    figures: usize,
    tables: usize,
    /// The sentences that are said already.
    said: Vec<String>,
}

impl Writer {
    fn heading(&mut self, level: usize, text: &str) {
        let at = level.clamp(1, 2) - 1;
        self.numbers[at] += 1;
        if at == 0 {
            self.numbers[1] = 0;
        }
        let number = numeral(self.numbers[at], self.language);
        let key = if at == 0 { "written.first" } else { "written.second" };
        let text = self.language.fill(key, &[("number", &number), ("text", text)]);
        self.blocks.push(Block::Heading(at as u8 + 1, text));
    }

    /// A sentence or several, closed; what stands in the report already is not said again.
    fn paragraph(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.said.iter().any(|said| said == text) {
            return;
        }
        self.said.push(text.to_owned());
        let is_closed = text.ends_with(['。', '.', '！', '？', '；', '：', ':']);
        let stop = if is_closed { "" } else { self.language.text("written.stop") };
        self.blocks.push(Block::Paragraph(format!("{text}{stop}")));
    }

    /// What a page finds, and what shows it.
    fn finding(&mut self, slide: &Slide, body: &Body, sheet: Option<&Sheet>) {
        let notes = || {
            let lines = body.notes().iter().map(String::as_str).chain([slide.source_line()]);
            lines.filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        match body {
            Body::Words(words) => {
                self.heading(2, &slide.title);
                words.lines.iter().for_each(|line| self.paragraph(line));
                self.paragraph(&slide.takeaway);
            }
            Body::Sheet(shown) => {
                self.paragraph(&slide.title);
                self.paragraph(&slide.takeaway);
                self.tables += 1;
                let caption = self.caption("written.table", self.tables, &shown.title);
                // A report has room for all of it.
                let sheet = sheet.filter(|whole| whole.columns.len() == shown.columns.len()).unwrap_or(shown).clone();
                self.blocks.push(Block::Table { sheet, caption, notes: notes() });
            }
            _ => {
                self.paragraph(&slide.title);
                self.paragraph(&slide.takeaway);
                self.figures += 1;
                let caption = self.caption("written.figure", self.figures, body.title());
                self.blocks.push(Block::Chart { body: body.clone(), caption, notes: notes() });
            }
        }
    }

    fn caption(&self, key: &str, number: usize, title: &str) -> String {
        self.language.fill(key, &[("number", &number.to_string()), ("title", title)])
    }
}

/// 一, 二, … 九十九; in English the number.
fn numeral(number: usize, language: Language) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if language.is_english() || number > 99 {
        return number.to_string();
    }
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_numbered_as_official_documents_number_them() {
        let of = |number| numeral(number, Language::Chinese);
        assert_eq!([1, 9, 10, 11, 20, 35].map(of), ["一", "九", "十", "十一", "二十", "三十五"]);
        assert_eq!(numeral(100, Language::Chinese), "100");
        assert_eq!(numeral(3, Language::English), "3");
    }
}
