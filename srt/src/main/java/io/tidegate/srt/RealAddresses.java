package io.tidegate.srt;

import io.tidegate.media.Nullable;
import java.net.InetSocketAddress;

/// Where a peer really is, when libsrt sees it through a relay. Any thread, a look-up in memory.
@FunctionalInterface
public interface RealAddresses {
  /// Null when nobody is known by this address.
  @Nullable
  InetSocketAddress of(InetSocketAddress seen);

  /// Without a relay.
  RealAddresses DIRECT = seen -> seen;
}
