//! 抽查: whom to inspect, and how anyone draws the same again.
//!
//! Source: model section 12.3.

use std::collections::HashSet;

use crate::assessment::draw::{Drawn, draw, text};
use crate::assessment::kept::DrawTerms;
use crate::finding::Finding;
use crate::report::views::context::{Context, name_of};
use crate::report::{Cell, Column, Measured, Quantity, Sheet, Tone};

/// A draw, ready to be shown.
#[derive(Clone, PartialEq, Debug)]
pub struct DrawShown {
    /// How many of how many.
    pub headline: String,
    /// How to draw one of them again, in a line of any tool.
    pub again: [(String, String); 3],
    /// City by city in the order drawn.
    pub sheet: Sheet,
    /// City and county of those that are drawn.
    pub taken: Vec<(String, String)>,
}

/// The draw of a year on its terms; a seed that is empty is the year.
///
/// # Errors
/// A share that is too small or too large.
pub fn drawn(context: &Context<'_>, terms: &DrawTerms, year: i32) -> Result<DrawShown, Finding> {
    let language = context.language();
    let places = &context.observed.places;
    let seed = if terms.seed.is_empty() { year.to_string() } else { terms.seed.clone() };
    let last: HashSet<(String, String)> = terms.last.iter().cloned().collect();
    let all = draw(places, terms.share, &seed, &last)?;
    let cities: HashSet<&str> = all.iter().map(|drawn| drawn.city.as_str()).collect();
    let name = |drawn: &Drawn| name_of(places, drawn.county, language);
    let taken: Vec<&Drawn> = all.iter().filter(|drawn| drawn.taken).collect();
    let names: Vec<String> = taken.iter().take(6).map(|drawn| name(drawn)).collect();
    let mut names = names.join(language.text("why.list_separator"));
    if taken.len() > 6 {
        names.push_str(language.text("drawn.and_so_on"));
    }
    let (cities, counties, count) = (cities.len().to_string(), all.len().to_string(), taken.len().to_string());
    let share = (terms.share * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string();
    let values = [
        ("cities", &*cities),
        ("counties", &*counties),
        ("count", &*count),
        ("names", &*names),
        ("share", &*share),
        ("seed", &*seed),
    ];
    let first = all.first().map(|drawn| text(&seed, &drawn.city, places.name(drawn.county))).unwrap_or_default();
    let tool = |key: &str, line: String| (language.text(key).to_owned(), line);
    let row = |drawn: &Drawn| {
        let was = last.contains(&(drawn.city.clone(), places.name(drawn.county).to_string()));
        let mark = |yes: bool, key: &str| Cell::text(if yes { language.text(key) } else { "" });
        vec![
            Cell::text(drawn.city.clone()),
            Cell::text(name(drawn)),
            Cell::quantity(Some(Quantity::Number(drawn.order.into())), None),
            mark(drawn.taken, "drawn.yes").toned(if drawn.taken { Tone::Own } else { Tone::Plain }),
            mark(was, "drawn.was"),
            Cell::text(drawn.hash.clone()).toned(Tone::Muted),
        ]
    };
    let column = |key: &str, measured| Column::new(language.text(key), measured);
    Ok(DrawShown {
        headline: language.fill("drawn.headline", &values),
        again: [
            tool("drawn.shell", format!("printf %s '{first}' | sha256sum")),
            tool(
                "drawn.python",
                format!("python3 -c \"import hashlib;print(hashlib.sha256('{first}'.encode()).hexdigest())\""),
            ),
            tool(
                "drawn.powershell",
                format!(
                    "-join([Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes('{first}'))|%{{$_.ToString('x2')}})"
                ),
            ),
        ],
        sheet: Sheet {
            title: language.fill("drawn.title", &values),
            columns: vec![
                column("drawn.city", Measured::Text),
                column("drawn.county", Measured::Text),
                column("drawn.order", Measured::Number),
                column("drawn.taken", Measured::Text),
                column("drawn.last", Measured::Text),
                column("drawn.hash", Measured::Text),
            ],
            frozen: 2,
            rows: all.iter().map(row).collect(),
            notes: vec![language.fill("drawn.rule", &values)],
            source: context.source_line(),
            ..Sheet::default()
        },
        taken: taken.iter().map(|drawn| (drawn.city.clone(), places.name(drawn.county).to_string())).collect(),
    })
}
