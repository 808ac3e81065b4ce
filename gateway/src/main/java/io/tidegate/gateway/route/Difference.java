package io.tidegate.gateway.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a change means for things that run one by one: those that stay the same are not touched. No
/// state.
public final class Difference {
  private Difference() {}

  /// What is gone ends before what is new begins. Equal ones count.
  public static <T> void follow(List<T> before, List<T> after, Consumer<T> end, Consumer<T> begin) {
    List<T> gone = new ArrayList<>(before);
    List<T> fresh = new ArrayList<>();
    for (T one : after) {
      if (!gone.remove(one)) {
        fresh.add(one);
      }
    }
    gone.forEach(end);
    fresh.forEach(begin);
  }
}
