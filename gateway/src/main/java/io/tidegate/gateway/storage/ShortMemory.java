package io.tidegate.gateway.storage;

import java.util.HashMap;
import java.util.Map;

/// Of an upload that nobody goes on with. Confined to its thread.
public final class ShortMemory implements TransferMemory {
  private Known known = Known.NOTHING;

  @Override
  public Known known() {
    return known;
  }

  @Override
  public void session(String session, long partBytes) {
    known = new Known(session, partBytes, Map.of());
  }

  @Override
  public void part(int number, String tag) {
    Map<Integer, String> parts = new HashMap<>(known.parts());
    parts.put(number, tag);
    known = new Known(known.session(), known.partBytes(), parts);
  }

  @Override
  public void forget() {
    known = Known.NOTHING;
  }

  @Override
  public void sent(long bytes) {
    // nobody watches
  }
}
