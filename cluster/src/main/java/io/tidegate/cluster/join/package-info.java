/// How a node becomes one: a token made by an administrator, a certificate for it.
///
/// [JoinTokens] makes them, [JoinDesk] takes them, [JoinCall] brings one.
package io.tidegate.cluster.join;
