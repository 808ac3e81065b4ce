/// What operators want, at every node: records that each node keeps on its own disk, tells the
/// others and takes from them. [SharedState] is where to start.
///
/// The higher stamp wins, everywhere the same one; a deletion is a record, too. Nothing here knows
/// what the records are: a [StateKind] does.
package io.tidegate.cluster.state;
