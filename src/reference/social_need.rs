//! Social needs as diagnosis codes: ICD-10-CM Z55 to Z65.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::{LoadError, Table, table, yes_no};

pub(super) const TABLE: Table = table!("social_needs.csv");

/// A circumstance of life that affects health, such as homelessness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocialNeed {
    /// With the point, as people write it: `Z59.01`.
    pub code: String,
    /// Without the point, as a claim carries it: `Z5901`.
    pub claim_code: String,
    /// Title in the classification.
    pub description: String,
    /// The next broader code, or the block `Z55-Z65`.
    pub parent: String,
    /// Only the finest codes may stand on a claim.
    pub is_billable: bool,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    code_x12: String,
    description: String,
    parent: String,
    #[serde(deserialize_with = "yes_no")]
    billable: bool,
}

/// All needs by their code with the point.
pub(super) fn load() -> Result<BTreeMap<String, SocialNeed>, LoadError> {
    let mut needs = BTreeMap::new();
    for row in TABLE.rows::<Row>()? {
        TABLE.check(
            row.code.replace('.', "") == row.code_x12,
            &row.code,
            "two codes disagree",
        )?;
        let need = SocialNeed {
            code: row.code.clone(),
            claim_code: row.code_x12,
            description: row.description,
            parent: row.parent,
            is_billable: row.billable,
        };
        TABLE.check(
            needs.insert(row.code.clone(), need).is_none(),
            &row.code,
            "twice",
        )?;
    }
    for need in needs.values() {
        let is_rooted = need.parent == "Z55-Z65" || needs.contains_key(&need.parent);
        TABLE.check(is_rooted, &need.code, "unknown parent")?;
    }
    Ok(needs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_leaves_are_billable() {
        let needs = load().unwrap();
        assert_eq!(needs.len(), 145);
        for need in needs.values() {
            let is_leaf = !needs.values().any(|other| other.parent == need.code);
            assert_eq!(need.is_billable, is_leaf, "{}", need.code);
        }
    }
}
