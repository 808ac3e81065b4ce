package io.tidegate.gateway.foreign;

import io.tidegate.gateway.route.RouteSpec;
import java.util.List;

/// What a foreign file has become. Immutable.
///
/// @param routes that keep the rules of routes, each key once
/// @param notes in the order of the file
/// @param notesLost further notes that there was no room for
public record Imported(
    ForeignFormat format, List<RouteSpec> routes, List<ImportNote> notes, int notesLost) {
  public Imported {
    routes = List.copyOf(routes);
    notes = List.copyOf(notes);
  }
}
