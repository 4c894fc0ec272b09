//! The colours, sizes and spacing of everything drawn in the window, in a light and a dark set.

use std::ops::Deref;

use eframe::egui;
use egui::style::{HandleShape, ScrollStyle, Selection, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle, Vec2, Visuals};

use crate::report::Tone;
use crate::report::chart::colours::{self, Colour, Colours};

/// The step of the grid on which everything stands.
pub const STEP: f32 = 8.0;

/// The colours by what they mean, the same as in files.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Theme {
    colours: Colours<Color32>,
    /// Whether it is the dark set.
    pub dark: bool,
}

impl Deref for Theme {
    type Target = Colours<Color32>;

    fn deref(&self) -> &Colours<Color32> {
        &self.colours
    }
}

/// The light set.
pub static LIGHT: Theme = Theme::new(&colours::LIGHT, false);

/// The dark set.
pub static DARK: Theme = Theme::new(&colours::DARK, true);

impl Theme {
    const fn new(of: &Colours, dark: bool) -> Theme {
        let colours = Colours {
            ink: rgb(of.ink),
            paper: rgb(of.paper),
            line: rgb(of.line),
            muted: rgb(of.muted),
            blue: rgb(of.blue),
            teal: rgb(of.teal),
            amber: rgb(of.amber),
            red: rgb(of.red),
            brown: rgb(of.brown),
        };
        Theme { colours, dark }
    }

    /// The set in which `ui` is drawn.
    pub fn of(ui: &egui::Ui) -> &'static Theme {
        if ui.visuals().dark_mode { &DARK } else { &LIGHT }
    }

    /// The colour of a value in text, readable on paper.
    pub fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Plain | Tone::Own => self.ink,
            Tone::Muted | Tone::Struck => self.muted,
            Tone::Warning => self.legible(self.amber),
            Tone::Trouble => self.red,
        }
    }

    /// A colour thinned with paper, opaque: `share` 1 is the colour itself.
    pub fn wash(&self, color: Color32, share: f32) -> Color32 {
        mix(self.paper, color, share)
    }

    /// The colour of projected values.
    pub fn projected(&self, color: Color32) -> Color32 {
        self.wash(color, 0.5)
    }

    /// The ground of a row or a choice under the pointer.
    pub fn hover(&self) -> Color32 {
        self.wash(self.ink, 0.05)
    }

    /// The ground of what is selected.
    pub fn selected(&self) -> Color32 {
        self.wash(self.blue, if self.dark { 0.26 } else { 0.14 })
    }

    /// The ground of a field that is typed in.
    pub fn field(&self) -> Color32 {
        if self.dark { mix(self.paper, Color32::BLACK, 0.25) } else { Color32::WHITE }
    }

    /// A hairline.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }

    /// The colour for text: drawn towards ink until it stands out 4.5 : 1 from paper.
    pub fn legible(&self, color: Color32) -> Color32 {
        (0..=20)
            .map(|step| mix(color, self.ink, step as f32 / 20.0))
            .find(|&c| contrast(c, self.paper) >= 4.5)
            .unwrap_or(self.ink)
    }

    /// egui's own widgets in these colours.
    pub fn style(&self) -> Style {
        let letterings = [
            (TextStyle::Small, Lettering::Caption),
            (TextStyle::Body, Lettering::Body),
            (TextStyle::Monospace, Lettering::Table),
            (TextStyle::Button, Lettering::Body),
            (TextStyle::Heading, Lettering::Headline),
        ];
        let mut style = Style {
            text_styles: letterings.map(|(name, lettering)| (name, lettering.font())).into(),
            visuals: self.visuals(),
            animation_time: 0.08,
            explanation_tooltips: false,
            ..Style::default()
        };
        let spacing = &mut style.spacing;
        spacing.item_spacing = Vec2::splat(STEP);
        spacing.button_padding = Vec2::new(10.0, 4.0);
        spacing.interact_size = Vec2::new(32.0, 28.0);
        spacing.menu_margin = Margin::same(6);
        spacing.menu_spacing = 4.0;
        spacing.window_margin = Margin::same(16);
        spacing.slider_rail_height = 3.0;
        spacing.slider_width = 136.0;
        spacing.icon_width = 16.0;
        spacing.icon_spacing = 8.0;
        spacing.indent = 16.0;
        spacing.tooltip_width = 400.0;
        spacing.scroll = ScrollStyle { bar_width: 8.0, floating_width: 4.0, ..ScrollStyle::floating() };
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.35;
        style
    }

    fn visuals(&self) -> Visuals {
        let widget = |fill: Color32, border: Stroke, text: Color32| WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: border,
            corner_radius: CornerRadius::same(3),
            fg_stroke: Stroke::new(1.0, text),
            expansion: 0.0,
        };
        let rest = self.wash(self.ink, if self.dark { 0.08 } else { 0.045 });
        let base = if self.dark { Visuals::dark() } else { Visuals::light() };
        Visuals {
            dark_mode: self.dark,
            weak_text_color: Some(self.muted),
            widgets: Widgets {
                noninteractive: widget(self.paper, self.hairline(), self.ink),
                inactive: widget(rest, self.hairline(), self.ink),
                hovered: widget(
                    self.wash(self.ink, if self.dark { 0.14 } else { 0.09 }),
                    Stroke::new(1.0, self.wash(self.ink, 0.25)),
                    self.ink,
                ),
                // Pressed, and focused: the frame is what a keyboard user follows.
                active: widget(self.selected(), Stroke::new(2.0, self.blue), self.ink),
                open: widget(self.selected(), self.hairline(), self.ink),
            },
            selection: Selection { bg_fill: self.selected(), stroke: Stroke::new(1.0, self.blue) },
            hyperlink_color: self.blue,
            faint_bg_color: self.wash(self.ink, 0.03),
            extreme_bg_color: self.field(),
            text_edit_bg_color: Some(self.field()),
            code_bg_color: rest,
            warn_fg_color: self.legible(self.amber),
            error_fg_color: self.red,
            window_corner_radius: CornerRadius::same(6),
            window_shadow: shadow(self, 24, 56),
            window_fill: self.paper,
            window_stroke: self.hairline(),
            menu_corner_radius: CornerRadius::same(4),
            panel_fill: self.paper,
            popup_shadow: shadow(self, 12, 36),
            slider_trailing_fill: true,
            handle_shape: HandleShape::Circle,
            striped: false,
            disabled_alpha: 0.45,
            ..base
        }
    }
}

fn shadow(theme: &Theme, blur: u8, alpha: u8) -> egui::Shadow {
    let alpha = if theme.dark { alpha.saturating_mul(2) } else { alpha };
    egui::Shadow { offset: [0, 4], blur, spread: 0, color: Color32::from_black_alpha(alpha) }
}

/// The sizes of letters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lettering {
    /// 12: captions, notes, axes.
    Caption,
    /// 13: tables.
    Table,
    /// 14: everything else.
    Body,
    /// 15: that sentence where the window is low.
    Lead,
    /// 18: the sentence that says the answer.
    Headline,
    /// 26: key figures.
    KeyFigure,
}

impl Lettering {
    /// In points.
    pub const fn size(self) -> f32 {
        match self {
            Lettering::Caption => 12.0,
            Lettering::Table => 13.0,
            Lettering::Body => 14.0,
            Lettering::Lead => 15.0,
            Lettering::Headline => 18.0,
            Lettering::KeyFigure => 26.0,
        }
    }

    /// As egui wants it.
    pub const fn font(self) -> FontId {
        FontId::new(self.size(), FontFamily::Proportional)
    }
}

/// Sets both colour sets and the typeface.
pub fn install(ctx: &egui::Context) {
    ctx.set_style_of(egui::Theme::Light, LIGHT.style());
    ctx.set_style_of(egui::Theme::Dark, DARK.style());
    super::fonts::install(ctx);
}

const fn rgb(colour: Colour) -> Color32 {
    let [_, red, green, blue] = colour.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

fn mix(from: Color32, to: Color32, share: f32) -> Color32 {
    let channel = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    Color32::from_rgb(channel(from.r(), to.r()), channel(from.g(), to.g()), channel(from.b(), to.b()))
}

/// How much two colours stand out from each other, 1 to 21, as WCAG counts it.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |c: Color32| {
        let linear = |v: u8| {
            let v = f32::from(v) / 255.0;
            if v <= 0.03928 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b())
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Role;

    #[test]
    fn every_text_is_readable_on_paper_and_on_a_selected_row() {
        for theme in [&LIGHT, &DARK] {
            for tone in [Tone::Plain, Tone::Muted, Tone::Warning, Tone::Trouble] {
                let contrast = contrast(theme.tone(tone), theme.paper);
                assert!(contrast >= 4.5, "{tone:?} has {contrast} : 1, dark {}", theme.dark);
            }
            assert!(contrast(theme.ink, theme.selected()) >= 7.0);
            let runs = (0..6).map(|n| theme.role(Role::Nth(n)));
            for color in [theme.blue, theme.teal, theme.amber, theme.red].into_iter().chain(runs) {
                assert!(contrast(color, theme.paper) >= 3.0, "{color:?} as a bar or a line");
                assert!(contrast(theme.legible(color), theme.paper) >= 4.5);
            }
        }
    }
}
