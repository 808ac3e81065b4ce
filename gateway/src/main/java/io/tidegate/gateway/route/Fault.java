package io.tidegate.gateway.route;

/// A rule that a route breaks. Immutable; holds no secrets.
///
/// @param path `sources[0].port`, as the JSON form writes it
/// @param expected a sentence fragment: "a port, 1 to 65535"
public record Fault(String path, String expected) {}
