package io.tidegate.hls;

import io.tidegate.media.Nullable;
import java.util.ArrayList;
import java.util.List;

/// Who hears what a packager does, and what of it whoever comes later has to know. On the stream's
/// loop.
final class CutLog {
  private final List<CutListener> listeners = new ArrayList<>();
  private Cut.@Nullable Opened open;
  private Cut.State state = new Cut.State(false, false);

  void add(CutListener listener) {
    listeners.add(listener);
  }

  void remove(CutListener listener) {
    listeners.remove(listener);
  }

  /// The segment that is being made; null while there is none.
  Cut.@Nullable Opened open() {
    return open;
  }

  Cut.State state() {
    return state;
  }

  void opened(Cut.Opened cut) {
    open = cut;
    tell(cut);
  }

  void reopened(Cut.Opened cut, List<Part> parts) {
    open = cut;
    listeners.forEach(listener -> listener.reopened(cut, parts));
  }

  void part(PartDraft draft, Part part, long sequence) {
    listeners.forEach(listener -> listener.part(draft, part, sequence));
  }

  void closed(Cut.Closed cut) {
    open = null;
    tell(cut);
  }

  /// Told when it is another one.
  void state(boolean paused, boolean ended) {
    Cut.State now = new Cut.State(paused, ended);
    if (!now.equals(state)) {
      state = now;
      tell(now);
    }
  }

  void tell(Cut cut) {
    listeners.forEach(listener -> listener.cut(cut));
  }
}
