//! What is written at points of a picture: rings with the words above them on a scrap of paper, or below where there is no
//! room, clear of each other.

use crate::report::files::canvas::{Anchor, Canvas, cut, width_of};
use crate::report::files::tokens;

const SIZE: f64 = 11.0;
const HIGH: f64 = 16.0;
/// The widest that the words get.
const WIDEST: f64 = 220.0;

/// Draws the words at their places within a frame: its left, top, right and bottom.
pub fn draw<'t>(
    canvas: &mut Canvas,
    (left, top, right, bottom): (f64, f64, f64, f64),
    spots: impl IntoIterator<Item = ((f64, f64), &'t str)>,
) {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new(); // from where to where, and how far down
    for ((x, y), text) in spots {
        let text = cut(text, SIZE, WIDEST.min(right - left));
        let half = width_of(&text, SIZE) / 2.0 + 4.0;
        let middle = x.min(right - half).max(left + half);
        let above = y - 10.0 - HIGH >= top;
        let first = if above { y - 10.0 - HIGH } else { y + 10.0 };
        let step = if above { -HIGH - 2.0 } else { HIGH + 2.0 };
        let is_free = |at: &f64| {
            let clear = |(from, to, other): &(f64, f64, f64)| {
                *to <= middle - half || *from >= middle + half || (other - at).abs() >= HIGH
            };
            *at >= top - 8.0 && at + HIGH <= bottom + 8.0 && taken.iter().all(clear)
        };
        let at = (0..4).map(|n| first + step * f64::from(n)).find(is_free).unwrap_or(first);
        taken.push((middle - half, middle + half, at));
        canvas.line((x, y), (middle, if above { at + HIGH } else { at }), tokens::MUTED, 0.75, "");
        canvas.dot((x, y), 4.0, tokens::INK);
        canvas.rect(middle - half, at, 2.0 * half, HIGH, tokens::WHITE);
        canvas.frame(middle - half, at, 2.0 * half, HIGH, tokens::LINE, 0.75);
        canvas.text(middle, at + 12.0, &text, SIZE, tokens::INK, Anchor::Middle);
    }
}
