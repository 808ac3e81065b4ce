package io.tidegate.gateway.route;

import java.util.List;

/// A record with rules that one annotation of one component cannot say. [Sound] asks it.
public interface Checked {
  /// What is wrong, empty when nothing is. Paths are those of the JSON form, from this record on.
  List<Fault> faults();
}
