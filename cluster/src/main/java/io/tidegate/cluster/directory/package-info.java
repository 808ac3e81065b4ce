/// Which node has which stream. Public: [io.tidegate.cluster.directory.StreamDirectory] and what it
/// gives, and [io.tidegate.cluster.directory.SharedStreamDirectory], which nodes have together.
package io.tidegate.cluster.directory;
