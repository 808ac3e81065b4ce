/// Switches that an operator flips while everything runs: what is on, for whom, and how to get
/// back.
package io.tidegate.gateway.feature;
