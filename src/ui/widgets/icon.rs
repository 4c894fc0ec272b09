//! Icons drawn in code from lines on a grid of sixteen, and the buttons that carry them.

use eframe::egui;
use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, WidgetInfo, pos2, vec2};

use crate::ui::room::Room;
use crate::ui::theme::{Lettering, Theme};

/// What an icon shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Icon {
    /// 总览
    Overview,
    /// 区县
    County,
    /// 年度对比
    Years,
    /// 情景
    Scenario,
    /// 数据
    Data,
    /// 政策
    Policy,
    /// 待遇
    Benefits,
    /// 专项
    Programme,
    /// 预算
    Budget,
    /// 专户
    Account,
    /// 考核
    Assess,
    /// 核对、报告
    Published,
    /// Settings
    Settings,
    /// Help
    Help,
    /// Undo
    Undo,
    /// Redo
    Redo,
    /// Open a file
    Open,
    /// Save
    Save,
    /// Export
    Export,
    /// Close
    Close,
    /// Search
    Search,
    /// Back to the default
    Reset,
    /// Add
    Add,
    /// The panel on the right
    Inspector,
    /// Leads on
    Chevron,
    /// Copy
    Copy,
    /// One place up
    Up,
    /// One place down
    Down,
    /// 锁定
    Lock,
    /// 解锁
    Unlock,
    /// 归档
    Archive,
    /// 编辑历史
    History,
    /// The columns of a table
    Columns,
}

impl Icon {
    /// All, for looking at.
    pub const ALL: [Icon; 33] = [
        Icon::Overview,
        Icon::County,
        Icon::Years,
        Icon::Scenario,
        Icon::Data,
        Icon::Policy,
        Icon::Benefits,
        Icon::Programme,
        Icon::Budget,
        Icon::Account,
        Icon::Assess,
        Icon::Published,
        Icon::Settings,
        Icon::Help,
        Icon::Undo,
        Icon::Redo,
        Icon::Open,
        Icon::Save,
        Icon::Export,
        Icon::Close,
        Icon::Search,
        Icon::Reset,
        Icon::Add,
        Icon::Inspector,
        Icon::Chevron,
        Icon::Copy,
        Icon::Up,
        Icon::Down,
        Icon::Lock,
        Icon::Unlock,
        Icon::Archive,
        Icon::History,
        Icon::Columns,
    ];

    /// Draws it in the middle of `rect`, sixteen points wide.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let scale = painter.pixels_per_point();
        let origin = rect.center() - vec2(8.0, 8.0);
        let origin = pos2((origin.x * scale).round() / scale, (origin.y * scale).round() / scale);
        let pen = Pen { painter, origin, stroke: Stroke::new(1.25, color) };
        match self {
            Icon::Overview => {
                pen.frame(2.0, 2.0, 5.0, 5.0);
                pen.frame(9.0, 2.0, 5.0, 5.0);
                pen.frame(2.0, 9.0, 5.0, 5.0);
                pen.frame(9.0, 9.0, 5.0, 5.0);
            }
            Icon::County => {
                pen.line(&[
                    (2.0, 4.0),
                    (6.0, 2.0),
                    (10.0, 4.0),
                    (14.0, 2.0),
                    (14.0, 12.0),
                    (10.0, 14.0),
                    (6.0, 12.0),
                    (2.0, 14.0),
                    (2.0, 4.0),
                ]);
                pen.line(&[(6.0, 2.5), (6.0, 12.0)]);
                pen.line(&[(10.0, 4.0), (10.0, 13.5)]);
            }
            Icon::Years => {
                pen.line(&[(2.0, 14.0), (14.0, 14.0)]);
                pen.bar(3.0, 8.0, 3.0, 6.0, false);
                pen.bar(6.5, 4.0, 3.0, 10.0, true);
                pen.bar(11.0, 6.0, 2.5, 8.0, false);
            }
            Icon::Policy => {
                pen.line(&[(3.5, 2.0), (12.5, 2.0), (12.5, 14.0), (3.5, 14.0), (3.5, 2.0)]);
                pen.line(&[(6.0, 5.5), (10.0, 5.5)]);
                pen.line(&[(6.0, 8.0), (10.0, 8.0)]);
                pen.line(&[(6.0, 10.5), (8.5, 10.5)]);
            }
            Icon::Programme => {
                pen.circle(5.0, 5.0, 2.75);
                pen.line(&[(9.5, 2.5), (13.5, 2.5), (13.5, 7.0), (9.5, 7.0), (9.5, 2.5)]);
                pen.line(&[(2.5, 10.5), (7.5, 10.5), (5.0, 14.0), (2.5, 10.5)]);
                pen.line(&[(9.5, 10.5), (13.5, 10.5)]);
                pen.line(&[(9.5, 13.5), (13.5, 13.5)]);
            }
            Icon::Benefits => {
                pen.circle(8.0, 5.0, 2.75);
                pen.line(&[(2.5, 14.0), (2.5, 12.0), (5.0, 9.5), (11.0, 9.5), (13.5, 12.0), (13.5, 14.0)]);
            }
            Icon::Budget => {
                pen.frame(2.0, 2.0, 12.0, 12.0);
                pen.line(&[(2.0, 5.5), (14.0, 5.5)]);
                pen.line(&[(8.5, 5.5), (8.5, 14.0)]);
                pen.line(&[(4.0, 8.5), (6.5, 8.5)]);
                pen.line(&[(4.0, 11.0), (6.5, 11.0)]);
                pen.line(&[(10.5, 8.5), (12.0, 8.5)]);
                pen.line(&[(10.5, 11.0), (12.0, 11.0)]);
            }
            Icon::Account => {
                pen.line(&[(4.0, 2.5), (4.0, 13.5)]);
                pen.line(&[(12.0, 2.5), (12.0, 13.5)]);
                for y in [4.5, 8.0, 11.5] {
                    pen.line(&[(1.5, y), (6.5, y)]);
                    pen.line(&[(9.5, y), (14.5, y)]);
                }
            }
            Icon::Assess => {
                pen.circle(8.0, 6.0, 4.0);
                pen.line(&[(5.5, 9.5), (4.5, 14.5), (8.0, 12.5), (11.5, 14.5), (10.5, 9.5)]);
                pen.line(&[(6.2, 6.0), (7.5, 7.3), (9.8, 4.8)]);
            }
            Icon::Scenario => {
                for (y, knob) in [(4.0, 10.0), (8.0, 5.0), (12.0, 9.0)] {
                    pen.line(&[(2.0, y), (knob - 2.0, y)]);
                    pen.line(&[(knob + 2.0, y), (14.0, y)]);
                    pen.circle(knob, y, 1.75);
                }
            }
            Icon::Data => {
                pen.frame(2.0, 2.5, 12.0, 11.0);
                pen.line(&[(2.0, 6.0), (14.0, 6.0)]);
                pen.line(&[(2.0, 9.75), (14.0, 9.75)]);
                pen.line(&[(6.5, 2.5), (6.5, 13.5)]);
            }
            Icon::Published => {
                pen.line(&[
                    (9.5, 1.5),
                    (3.0, 1.5),
                    (3.0, 14.5),
                    (13.0, 14.5),
                    (13.0, 5.0),
                    (9.5, 1.5),
                    (9.5, 5.0),
                    (13.0, 5.0),
                ]);
                pen.line(&[(5.5, 9.5), (7.25, 11.5), (10.5, 7.5)]);
            }
            Icon::Settings => {
                pen.circle(8.0, 8.0, 2.25);
                pen.circle(8.0, 8.0, 4.75);
                for i in 0..8 {
                    let (sin, cos) = (std::f32::consts::TAU * (i as f32 + 0.5) / 8.0).sin_cos();
                    pen.line(&[(8.0 + 4.75 * cos, 8.0 + 4.75 * sin), (8.0 + 6.5 * cos, 8.0 + 6.5 * sin)]);
                }
            }
            Icon::Help => {
                pen.circle(8.0, 8.0, 6.25);
                pen.line(&[
                    (6.0, 6.5),
                    (6.1, 5.6),
                    (6.7, 4.9),
                    (8.0, 4.5),
                    (9.3, 4.9),
                    (9.9, 5.8),
                    (9.8, 6.8),
                    (8.0, 8.3),
                    (8.0, 9.5),
                ]);
                pen.dot(8.0, 11.4);
            }
            Icon::Undo => pen.arc_arrow(false),
            Icon::Redo => pen.arc_arrow(true),
            Icon::Open => {
                pen.line(&[(2.0, 13.0), (2.0, 3.0), (6.0, 3.0), (7.5, 5.0), (13.0, 5.0), (13.0, 7.0)]);
                pen.line(&[(2.0, 13.0), (4.0, 7.0), (15.0, 7.0), (13.0, 13.0), (2.0, 13.0)]);
            }
            Icon::Save => {
                pen.line(&[(2.5, 2.5), (11.0, 2.5), (13.5, 5.0), (13.5, 13.5), (2.5, 13.5), (2.5, 2.5)]);
                pen.line(&[(5.0, 2.5), (5.0, 6.0), (10.0, 6.0), (10.0, 2.5)]);
                pen.line(&[(5.0, 13.5), (5.0, 9.0), (11.0, 9.0), (11.0, 13.5)]);
            }
            Icon::Export => {
                pen.line(&[(5.0, 6.5), (2.5, 6.5), (2.5, 14.0), (13.5, 14.0), (13.5, 6.5), (11.0, 6.5)]);
                pen.line(&[(8.0, 10.0), (8.0, 1.5)]);
                pen.line(&[(5.0, 4.5), (8.0, 1.5), (11.0, 4.5)]);
            }
            Icon::Close => {
                pen.line(&[(4.0, 4.0), (12.0, 12.0)]);
                pen.line(&[(12.0, 4.0), (4.0, 12.0)]);
            }
            Icon::Search => {
                pen.circle(7.0, 7.0, 4.5);
                pen.line(&[(10.3, 10.3), (14.0, 14.0)]);
            }
            Icon::Reset => {
                let arc: Vec<(f32, f32)> = (0..=20)
                    .map(|i| {
                        let (sin, cos) = (-2.2 + 5.0 * i as f32 / 20.0).sin_cos();
                        (8.0 + 5.0 * cos, 8.5 + 5.0 * sin)
                    })
                    .collect();
                pen.line(&arc);
                pen.line(&[(4.6, 1.5), (4.9, 4.7), (8.1, 4.6)]);
            }
            Icon::Add => {
                pen.line(&[(8.0, 3.0), (8.0, 13.0)]);
                pen.line(&[(3.0, 8.0), (13.0, 8.0)]);
            }
            Icon::Inspector => {
                pen.frame(2.0, 3.0, 12.0, 10.0);
                pen.line(&[(10.0, 3.0), (10.0, 13.0)]);
            }
            Icon::Chevron => pen.line(&[(6.0, 4.0), (10.0, 8.0), (6.0, 12.0)]),
            Icon::Copy => {
                pen.frame(5.5, 5.5, 8.0, 8.0);
                pen.line(&[(3.5, 10.5), (2.5, 10.5), (2.5, 2.5), (10.5, 2.5), (10.5, 3.5)]);
            }
            Icon::Up => {
                pen.line(&[(8.0, 13.0), (8.0, 3.5)]);
                pen.line(&[(4.0, 7.5), (8.0, 3.5), (12.0, 7.5)]);
            }
            Icon::Down => {
                pen.line(&[(8.0, 3.0), (8.0, 12.5)]);
                pen.line(&[(4.0, 8.5), (8.0, 12.5), (12.0, 8.5)]);
            }
            Icon::Lock => {
                pen.frame(3.5, 7.0, 9.0, 6.5);
                pen.line(&[(5.5, 7.0), (5.5, 4.5), (6.5, 2.75), (9.5, 2.75), (10.5, 4.5), (10.5, 7.0)]);
                pen.line(&[(8.0, 9.5), (8.0, 11.25)]);
            }
            Icon::Unlock => {
                pen.frame(3.5, 7.0, 9.0, 6.5);
                pen.line(&[(5.5, 7.0), (5.5, 3.5), (6.5, 1.75), (9.5, 1.75), (10.5, 3.5)]);
                pen.line(&[(8.0, 9.5), (8.0, 11.25)]);
            }
            Icon::Archive => {
                pen.frame(2.0, 3.0, 12.0, 3.0);
                pen.line(&[(3.0, 6.0), (3.0, 13.0), (13.0, 13.0), (13.0, 6.0)]);
                pen.line(&[(6.5, 8.5), (9.5, 8.5)]);
            }
            Icon::History => {
                pen.circle(8.0, 8.0, 5.75);
                pen.line(&[(8.0, 4.5), (8.0, 8.0), (10.5, 9.75)]);
            }
            Icon::Columns => {
                pen.frame(2.0, 3.0, 12.0, 10.0);
                pen.line(&[(6.0, 3.0), (6.0, 13.0)]);
                pen.line(&[(10.0, 3.0), (10.0, 13.0)]);
            }
        }
    }
}

struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.origin + vec2(x, y)
    }

    fn line(&self, points: &[(f32, f32)]) {
        self.painter.add(Shape::line(points.iter().map(|&p| self.at(p)).collect(), self.stroke));
    }

    fn frame(&self, x: f32, y: f32, width: f32, height: f32) {
        let rect = Rect::from_min_size(self.at((x, y)), vec2(width, height));
        self.painter.rect_stroke(rect, 0, self.stroke, StrokeKind::Middle);
    }

    fn bar(&self, x: f32, y: f32, width: f32, height: f32, full: bool) {
        let rect = Rect::from_min_size(self.at((x, y)), vec2(width, height));
        if full {
            self.painter.rect_filled(rect, 0, self.stroke.color);
        } else {
            self.painter.rect_stroke(rect, 0, self.stroke, StrokeKind::Middle);
        }
    }

    fn circle(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_stroke(self.at((x, y)), radius, self.stroke);
    }

    fn dot(&self, x: f32, y: f32) {
        self.painter.circle_filled(self.at((x, y)), 0.9, self.stroke.color);
    }

    fn arc_arrow(&self, mirrored: bool) {
        let place = |(x, y): (f32, f32)| if mirrored { (16.0 - x, y) } else { (x, y) };
        let mut way: Vec<(f32, f32)> = vec![place((2.5, 6.0)), place((9.5, 6.0))];
        way.extend((0..=14).map(|i| {
            let (sin, cos) = (-std::f32::consts::FRAC_PI_2 + std::f32::consts::PI * i as f32 / 14.0).sin_cos();
            place((9.5 + 4.0 * cos, 10.0 + 4.0 * sin))
        }));
        way.push(place((6.0, 14.0)));
        self.line(&way);
        self.line(&[place((6.0, 2.5)), place((2.5, 6.0)), place((6.0, 9.5))]);
    }
}

/// A button of an icon alone; `name` is its accessible name and, with `keys`, its tooltip.
pub fn icon_button(ui: &mut egui::Ui, theme: &Theme, icon: Icon, name: &str, keys: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 28.0), Sense::click());
    ground(ui, theme, &response, rect);
    let color = if ui.is_enabled() { theme.ink } else { theme.wash(theme.muted, 0.6) };
    icon.paint(ui.painter(), rect, color);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let hint = if keys.is_empty() { name.to_owned() } else { format!("{name}  {keys}") };
    response.on_hover_text(hint.clone()).on_disabled_hover_text(hint)
}

/// A place in the rail: icon and word, or the icon alone where the window is narrow.
pub fn rail_item(
    ui: &mut egui::Ui,
    theme: &Theme,
    icon: Icon,
    name: &str,
    keys: &str,
    selected: bool,
    room: Room,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), room.rail_item()), Sense::click());
    if selected {
        ui.painter().rect_filled(rect, 4, theme.selected());
        let edge = Rect::from_center_size(pos2(rect.left() + 1.5, rect.center().y), vec2(3.0, 20.0));
        ui.painter().rect_filled(edge, 1, theme.blue);
    } else {
        ground(ui, theme, &response, rect);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4, Stroke::new(1.5, theme.blue), StrokeKind::Inside);
    }
    let color = if selected { theme.ink } else { theme.wash(theme.ink, 0.82) };
    let narrow = room.narrow;
    let place = if narrow { rect } else { Rect::from_min_size(rect.min, vec2(40.0, rect.height())) };
    icon.paint(ui.painter(), place, color);
    if !narrow {
        let galley = ui.painter().layout_no_wrap(name.to_owned(), Lettering::Body.font(), color);
        let at = pos2(rect.left() + 40.0, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, color);
    }
    response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), selected, name));
    match (narrow, keys.is_empty()) {
        (true, true) => response.on_hover_text(name),
        (true, false) => response.on_hover_text(format!("{name}  {keys}")),
        (false, true) => response,
        (false, false) => response.on_hover_text(keys),
    }
}

fn ground(ui: &egui::Ui, theme: &Theme, response: &Response, rect: Rect) {
    if response.is_pointer_button_down_on() {
        ui.painter().rect_filled(rect, 4, theme.selected());
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 4, theme.hover());
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4, Stroke::new(1.5, theme.blue), StrokeKind::Inside);
    }
}
