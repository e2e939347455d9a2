//! What members are called, when they were born, and the keys by which they are searched: as the
//! server makes them, but in SQL.

use super::PLANS;
use super::sql::{Writer, digits, named, pick, series};
use crate::engine::Engine;

const FIRST_NAMES: [&str; 12] = [
    "Ana", "Luis", "Mei", "Tomas", "Grace", "Omar", "Linh", "Rosa", "Denise", "Victor", "Irina",
    "Samuel",
];
/// The commonest: one in twenty members each has these, as in no county there is.
const COMMON: [&str; 9] = [
    "Alvarado", "Baker", "Castillo", "Dang", "Estrada", "Foster", "Garcia", "Huang", "Ibarra",
];
/// The other names are made of these.
const BEGINNINGS: [&str; 25] = [
    "Ar", "Bel", "Cor", "Dal", "Es", "Fer", "Gal", "Hol", "Iv", "Jar", "Kel", "Lom", "Mar", "Nor",
    "Or", "Pal", "Quin", "Ros", "Sal", "Tor", "Ul", "Val", "Wes", "Yar", "Zam",
];
const ENDINGS: [&str; 25] = [
    "ada", "berg", "cott", "dez", "enko", "field", "gren", "holt", "ino", "jan", "kins", "lund",
    "man", "nez", "ova", "pole", "quist", "rett", "sen", "ton", "ura", "vick", "well", "yan",
    "zio",
];
/// Letters of the longest name.
const LONGEST: u64 = 12;

/// The first name of the member `n`. Plans take members in turn, so that they have all names alike.
pub(super) fn first_name(n: &str) -> String {
    pick(&format!("({n}) / {PLANS} / 7"), &FIRST_NAMES)
}

/// The last name of the member `n`.
pub(super) fn last_name(n: &str) -> String {
    let turn = format!("({n}) / {PLANS}");
    let others = format!("{turn} / 20");
    let common = COMMON.iter().enumerate();
    let common: Vec<String> = common
        .map(|(at, name)| format!("WHEN {at} THEN '{name}'"))
        .collect();
    let common = common.join(" ");
    format!(
        "CASE {turn} % 20 {common} ELSE {} || {} END",
        pick(&others, &BEGINNINGS),
        pick(&format!("{others} / {}", BEGINNINGS.len()), &ENDINGS),
    )
}

impl Writer {
    /// When the member `n` was born: some 25,000 days in turn.
    pub(super) fn born(&self, n: &str) -> String {
        let turn = format!("(({n}) / {PLANS})");
        let day = format!(
            "(1940 + {turn} % 75) || '-' || {} || '-' || {}",
            digits(&format!("(1 + {turn} / 75 % 12)"), 2),
            digits(&format!("(1 + {turn} / 900 % 28)"), 2),
        );
        match self.engine {
            Engine::Sqlite => day,
            Engine::Postgres => format!("CAST({day} AS date)"),
        }
    }

    /// The keys of all members, as `handoff::members::keys` has them.
    pub(super) fn keys() -> String {
        let of = "SELECT plan_id, id, lower(first_name) AS word FROM member \
             UNION ALL SELECT plan_id, id, lower(last_name) FROM member";
        format!(
            "INSERT INTO member_key (plan_id, key, member_id) \
             SELECT DISTINCT plan_id, key, id FROM ( \
               SELECT plan_id, 'w:' || word AS key, id FROM ({of}) AS words \
               UNION ALL \
               SELECT plan_id, 'n:' || substr(word, 1, CAST(k AS integer) - 1) \
                   || substr(word, CAST(k AS integer) + 1), id \
                 FROM ({of}) AS words, {letters} \
                 WHERE length(word) >= 4 AND k <= length(word) \
               UNION ALL SELECT plan_id, 'p:' || substr(phone, 3), id FROM member \
               UNION ALL SELECT plan_id, 'p:' || substr(phone, 6), id FROM member) AS keys \
             ORDER BY plan_id, key, id",
            letters = named(&series(1, LONGEST), "letters(k)"),
        )
    }
}
