package io.tidegate.gateway.host;

import io.tidegate.media.Nullable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who has connected: root, or the gateway itself. Other processes of its user, which reach the
/// socket, too, are turned away: its children decode what strangers send. Immutable.
///
/// @param pid of the process that has connected
/// @param uid of its user then
record HostPeer(long pid, long uid) {
  /// systemd.socket(5): number of the connection, and of the peer as `SO_PEERCRED` has it.
  private static final Pattern INSTANCE = Pattern.compile("\\d{1,20}-(\\d{1,10})-(\\d{1,10})");

  private static final String SERVICE = "tidegate.service";

  /// @param instance of systemd's unit: `7-1234-999`
  /// @return null for another text
  static @Nullable HostPeer parse(String instance) {
    Matcher matcher = INSTANCE.matcher(instance);
    return matcher.matches()
        ? new HostPeer(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : null;
  }

  /// A number is given to another process only when its first one is gone: whoever has that of the
  /// gateway, which runs, is the gateway.
  ///
  /// @throws HostException when it is neither
  void check(Programs programs) throws HostException {
    if (uid == 0) {
      return;
    }
    String main =
        programs.must("systemctl", "show", "--property=MainPID", "--value", SERVICE).strip();
    if (pid == 0 || !main.equals(Long.toString(pid))) {
      throw HostException.conflict(
          "only root and the gateway itself may ask, not process %d of user %d"
              .formatted(pid, uid));
    }
  }
}
