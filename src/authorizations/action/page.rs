//! A letter to a member on paper. Pure: of the kept text, with nothing from elsewhere.

use std::fmt::Write as _;

use crate::reference::LanguageCode;

/// US letter, large enough to read (12 points), and no paragraph torn apart.
const STYLE: &str = "@page{size:letter;margin:1in}\
    body{font:12pt/1.5 Arial,Helvetica,sans-serif;color:#000;background:#fff;max-width:6.5in}\
    h1{font-size:14pt}p{orphans:3;widows:3;break-inside:avoid}";

/// What is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper<'a> {
    /// The member's language.
    pub(crate) language: LanguageCode,
    /// The text waits for its translation.
    pub(crate) needs_translation: bool,
    /// Its heading.
    pub(crate) subject: &'a str,
    /// What it says.
    pub(crate) body: &'a str,
}

/// The whole page.
pub(crate) fn html(paper: Paper<'_>) -> String {
    // What waits for its translation is in English.
    let language = if paper.needs_translation {
        "en"
    } else {
        paper.language.as_str()
    };
    let subject = escaped(paper.subject);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{subject}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{subject}</h1>\n"
    );
    for paragraph in paper.body.split("\n\n") {
        let lines = escaped(paragraph).replace('\n', "<br>\n");
        // Writing to a text cannot fail.
        let _ = writeln!(page, "<p>{lines}</p>");
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_typed_stays_text() {
        let page = html(Paper {
            language: "es".parse().unwrap(),
            needs_translation: false,
            subject: "A & B",
            body: "Dear <b>Ana</b>,\nline two\n\n\"So\" <script src='http://x.example'>",
        });
        for part in [
            "<html lang=\"es\">",
            "@page{size:letter",
            "<title>A &amp; B</title>",
            "<p>Dear &lt;b&gt;Ana&lt;/b&gt;,<br>\nline two</p>",
            "<p>&quot;So&quot; &lt;script src=&#39;http://x.example&#39;&gt;</p>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("<script") && !page.contains("href="));
    }
}
