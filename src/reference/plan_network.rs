//! Which managed care plans served a county in 2021.
//!
//! The list is history, kept as its source printed it: one county is missing (Yuba) and one entry
//! is doubtful (`CenCal` Health in Sierra). Plans changed in 2024. It serves to fill a demo and
//! to suggest; the live network is what plans and providers record.

use serde::Deserialize;

use super::county::{County, CountyFips};
use super::table::{LoadError, Table, table};

pub(super) const TABLE: Table = table!("plan_network_2021.csv");

#[derive(Deserialize)]
struct Row {
    county_fips: CountyFips,
    county: String,
    plan: String,
}

/// Plan names by [`CountyFips::index`], in the order of the source.
pub(super) fn load(counties: &[County]) -> Result<Vec<Vec<String>>, LoadError> {
    let mut network = vec![Vec::new(); counties.len()];
    for row in TABLE.rows::<Row>()? {
        let index = row.county_fips.index();
        let agrees = counties[index].name == row.county;
        TABLE.check(agrees, &row.county_fips, "code and name disagree")?;
        let plans = &mut network[index];
        TABLE.check(
            !plans.contains(&row.plan),
            &row.county_fips,
            "the same plan twice",
        )?;
        plans.push(row.plan);
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::county;

    #[test]
    fn the_network_is_kept_as_printed() {
        let counties = county::load().unwrap();
        let network = load(&counties).unwrap();
        assert_eq!(network.iter().map(Vec::len).sum::<usize>(), 99);
        let plans = |fips: &str| network[fips.parse::<CountyFips>().unwrap().index()].as_slice();
        assert!(plans("06115").is_empty(), "Yuba is missing in the source");
        assert_eq!(
            plans("06091"),
            ["CenCal Health", "California Health & Wellness"],
            "Sierra"
        );
        assert_eq!(network.iter().filter(|plans| plans.is_empty()).count(), 1);
    }
}
