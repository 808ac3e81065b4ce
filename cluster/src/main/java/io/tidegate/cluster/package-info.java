/// Nodes of one installation that know and trust each other.
package io.tidegate.cluster;
