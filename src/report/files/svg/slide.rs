//! A whole slide as a picture: for the PDF, and to look at before it is written.

use crate::report::Sheet;
use crate::report::files::canvas::{Anchor, Canvas, cut, spoken_size, titled, width_of, wrapped};
use crate::report::files::{MOST_PLACES, notes, tables, tokens};
use crate::report::model::slide::{Body, Deck, Slide, Spoken, Words};
use crate::report::words::number::Style;

/// The `number`th slide of a deck, from 0, in points of its shape; an empty page where there is none.
pub fn slide(deck: &Deck, number: usize, style: Style) -> String {
    match deck.slides.get(number) {
        Some(slide) => self::numbered(deck, slide, number, style),
        None => Canvas::new(deck.shape.points(), "").finish(),
    }
}

/// A slide as the `number`th of a deck, from 0.
pub fn numbered(deck: &Deck, slide: &Slide, number: usize, style: Style) -> String {
    let (width, height) = deck.shape.points();
    let mut canvas = Canvas::new((width, height), &slide.title);
    draw(&mut canvas, deck, slide, number, style, width);
    canvas.finish()
}

/// What a slide shows, to be pasted elsewhere: its title above, its notes and its source below.
pub fn picture(slide: &Slide, style: Style) -> String {
    let (width, height, margin) = (920.0, 540.0, 20.0);
    let inner = width - 2.0 * margin;
    let mut canvas = Canvas::new((width, height), &slide.title);
    let (size, lines) = titled(&slide.title, inner);
    canvas.paragraph(margin, 12.0, inner, 3, &slide.title, size, tokens::INK);
    let top = 24.0 + lines.len() as f64 * size * 1.35;
    canvas.text(margin, height - 12.0, &cut(slide.source_line(), 10.0, inner), 10.0, tokens::MUTED, Anchor::Start);
    let bottom = body(&mut canvas, slide, style, (margin, top), (inner, height - 32.0));
    canvas.line((margin, bottom), (margin + inner, bottom), tokens::LINE, 0.75, "");
    canvas.finish()
}

/// Pictures one under another as one.
pub fn stacked(pictures: &[String]) -> String {
    if let [picture] = pictures {
        return picture.clone();
    }
    let size = |picture: &String| {
        let of = |name: &str| {
            let (_, rest) = picture.split_once(&format!("{name}=\""))?;
            rest.split_once('"')?.0.parse::<f64>().ok()
        };
        (of("width").unwrap_or(0.0), of("height").unwrap_or(0.0))
    };
    let sizes: Vec<(f64, f64)> = pictures.iter().map(size).collect();
    let whole = (sizes.iter().map(|size| size.0).fold(0.0, f64::max), sizes.iter().map(|size| size.1).sum());
    let mut canvas = Canvas::new(whole, "");
    let mut at = 0.0;
    for (picture, (_, height)) in pictures.iter().zip(sizes) {
        canvas.at(0.0, at, |canvas| canvas.picture(picture));
        at += height;
    }
    canvas.finish()
}

fn draw(canvas: &mut Canvas, deck: &Deck, slide: &Slide, number: usize, style: Style, width: f64) {
    let (margin, inner) = (40.0, width - 80.0);
    if let Body::Words(words) = &slide.body
        && words.is_title()
    {
        return cover(canvas, slide, words, (margin, inner));
    }
    let (size, lines) = titled(&slide.title, inner);
    let lines = lines.len() as f64;
    canvas.paragraph(margin, 56.0 - lines * size * 0.675, inner, 3, &slide.title, size, tokens::INK);
    canvas.line((margin, 94.0), (margin + inner, 94.0), tokens::LINE, 0.75, "");
    let mut bottom = 494.0;
    if !slide.takeaway.is_empty() {
        let lines = wrapped(&slide.takeaway, 16.0, inner, 2).len() as f64;
        let y = bottom - 22.0 - lines * 16.0 * 0.675;
        canvas.paragraph(margin, y, inner, 2, &slide.takeaway, 16.0, tokens::BLUE);
        bottom -= 50.0;
    }
    body(canvas, slide, style, (margin, 102.0), (inner, bottom));
    canvas.line((margin, 500.0), (margin + inner, 500.0), tokens::LINE, 0.75, "");
    let foot = deck.foot_of(slide);
    let size = if width_of(&foot, 10.0) > inner - 190.0 { 8.0 } else { 10.0 };
    canvas.text(margin, 519.0, &cut(&foot, size, inner - 186.0), size, tokens::MUTED, Anchor::Start);
    canvas.text(margin + inner - 50.0, 519.0, deck.date_of(slide), 10.0, tokens::MUTED, Anchor::End);
    canvas.text(margin + inner, 519.0, &(number + 1).to_string(), 10.0, tokens::MUTED, Anchor::End);
}

/// The first page: title, what it is of, and below who made it and when.
fn cover(canvas: &mut Canvas, slide: &Slide, words: &Words, (margin, inner): (f64, f64)) {
    let lines = wrapped(&slide.title, 36.0, inner, 3);
    let top = 256.0 - lines.len() as f64 * 36.0 * 1.35;
    canvas.paragraph(margin, top, inner, 3, &slide.title, 36.0, tokens::INK);
    let mut y = 292.0;
    for line in [&slide.takeaway].into_iter().chain(&words.lines).filter(|line| !line.is_empty()) {
        canvas.text(margin, y, line, 18.0, tokens::MUTED, Anchor::Start);
        y += 28.0;
    }
    canvas.text(margin, 490.0, &cut(slide.source_line(), 10.0, inner), 10.0, tokens::MUTED, Anchor::Start);
}

/// Paragraphs, or findings with their numbers, as large as fits.
fn spoken(canvas: &mut Canvas, words: &Words, (width, height): (f64, f64)) {
    let inner = width - 28.0;
    let size = spoken_size(&words.lines, inner, height);
    let mut y = size * 0.6;
    for (n, line) in (1..).zip(&words.lines) {
        let left = match words.spoken {
            Spoken::Findings => {
                canvas.text(0.0, y + size * 0.95, &format!("{n}."), size, tokens::MUTED, Anchor::Start);
                28.0
            }
            Spoken::Text | Spoken::Cover => 0.0,
        };
        for text in wrapped(line, size, inner, 99) {
            canvas.text(left, y + size * 0.95, &text, size, tokens::INK, Anchor::Start);
            y += size * 1.45;
        }
        y += size * 0.7;
    }
}

/// The body from a place on down to a height, its notes at its foot; where that is.
fn body(
    canvas: &mut Canvas,
    slide: &Slide,
    style: Style,
    (left, top): (f64, f64),
    (width, mut bottom): (f64, f64),
) -> f64 {
    let foot = bottom;
    let condensed = match &slide.body {
        Body::Figure(figure) => Some(figure.condensed(MOST_PLACES, style.language)),
        _ => None,
    };
    let notes = notes::of_body(&slide.body, condensed.as_ref(), style, width);
    if !notes.is_empty() {
        let lines = wrapped(&notes, 10.0, width, 3).len() as f64;
        bottom -= lines * 13.5 + 4.0;
        canvas.paragraph(left, bottom + 4.0, width, 3, &notes, 10.0, tokens::MUTED);
    }
    let size = (width, bottom - top);
    canvas.at(left, top, |canvas| match &slide.body {
        Body::Figure(figure) => super::draw_figure(canvas, figure, style, size),
        Body::Curve(curve) => super::draw_curve(canvas, curve, style, size),
        Body::Heat(heat) => super::heat::draw(canvas, heat, style, size),
        Body::Flows(flows) => super::flows::draw(canvas, flows, style, size),
        Body::Words(words) => spoken(canvas, words, size),
        Body::Pyramid(pyramid) => super::pyramid::draw(canvas, pyramid, style, size),
        Body::Sheet(sheet) => table(canvas, sheet, style, size),
    });
    foot
}

fn table(canvas: &mut Canvas, sheet: &Sheet, style: Style, size: (f64, f64)) {
    let table = tables::fitted(sheet, style, size.0);
    if table.columns.is_empty() {
        return super::nothing(canvas, style, size);
    }
    let row = (table.size * 2.3).min(size.1 / (table.rows.len() + 2) as f64);
    let head = if table.headings.iter().any(|h| h.contains('\n')) { row * 1.5 } else { row };
    let (mut edges, mut at) = (vec![0.0], 0.0);
    for share in table.shares() {
        at += share * size.0;
        edges.push(at);
    }
    // What holds the others together is on a ground of its own.
    let (from, count) = (table.rows.len() - table.totals, table.totals);
    if count > 0 {
        canvas.rect(0.0, head + row * from as f64, size.0, row * count as f64, tokens::wash(tokens::MUTED, 12));
    }
    let mut line = |middle: f64, column: usize, text: &str, colour| {
        let y = middle + table.size * 0.36;
        let width = edges[column + 1] - edges[column] - 8.0;
        let text = cut(text, table.size, width);
        match table.right[column] {
            true => canvas.text(edges[column + 1] - 4.0, y, &text, table.size, colour, Anchor::End),
            false => canvas.text(edges[column] + 4.0, y, &text, table.size, colour, Anchor::Start),
        }
    };
    for (column, heading) in table.headings.iter().enumerate() {
        let lines: Vec<&str> = heading.split('\n').collect();
        for (n, text) in lines.iter().enumerate() {
            let off = (n as f64 - (lines.len() - 1) as f64 / 2.0) * table.size * 1.3;
            line(head / 2.0 + off, column, text, tokens::MUTED);
        }
    }
    for (n, texts) in table.rows.iter().enumerate() {
        for (column, (text, tone)) in texts.iter().enumerate() {
            line(head + row * (n as f64 + 0.5), column, text, tokens::tone(*tone));
        }
    }
    for n in 0..=table.rows.len() {
        let y = head + row * n as f64;
        let colour = if n == 0 { tokens::MUTED } else { tokens::LINE };
        canvas.line((0.0, y), (size.0, y), colour, 0.75, "");
    }
}
