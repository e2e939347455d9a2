//! Answers as a story shows them.

use serde_json::Value;

/// Columns that are read without scrolling.
const WIDTH: usize = 100;

/// An answer in as few lines as fit, its fields in the order in which the document asks for them.
pub(super) fn print(value: &Value, document: &str) -> String {
    let asked = asked(document);
    let field = asked.iter().find(|path| path.contains('.'));
    print_at(value, field.map_or("", String::as_str), &asked, 0)
}

/// The fields of a document, each as the path to it, in order.
fn asked(document: &str) -> Vec<String> {
    let mut depth = 0;
    let is_outside_of_arguments = |letter: &char| {
        depth += i32::from(*letter == '(');
        let is_outside = depth == 0;
        depth -= i32::from(*letter == ')');
        is_outside
    };
    let fields: String = document.chars().filter(is_outside_of_arguments).collect();
    let fields = fields.replace('{', " { ").replace('}', " } ");
    let (mut asked, mut above, mut last) = (Vec::new(), Vec::new(), "");
    for word in fields.split_whitespace() {
        match word {
            "{" => above.push(last),
            "}" => {
                above.pop();
            }
            name => {
                last = name;
                asked.push([above.as_slice(), &[name]].concat().join("."));
            }
        }
    }
    asked
}

fn print_at(value: &Value, path: &str, asked: &[String], indent: usize) -> String {
    let parts: Vec<String> = match value {
        Value::Array(items) => items
            .iter()
            .map(|item| print_at(item, path, asked, indent + 2))
            .collect(),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (format!("{path}.{name}"), name, value))
                .collect();
            fields.sort_by_key(|(path, _, _)| asked.iter().position(|one| one == path));
            fields
                .iter()
                .map(|(path, name, value)| {
                    format!("\"{name}\": {}", print_at(value, path, asked, indent + 2))
                })
                .collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    if parts.is_empty() {
        return value.to_string();
    }
    let (open, close) = if value.is_array() {
        ("[", "]")
    } else {
        ("{ ", " }")
    };
    let line = format!("{open}{}{close}", parts.join(", "));
    if indent + line.chars().count() <= WIDTH && !line.contains('\n') {
        return line;
    }
    let margin = " ".repeat(indent);
    let lines: Vec<String> = parts
        .iter()
        .map(|part| format!("{margin}  {part}"))
        .collect();
    format!(
        "{}\n{}\n{margin}{}",
        open.trim(),
        lines.join(",\n"),
        close.trim()
    )
}
