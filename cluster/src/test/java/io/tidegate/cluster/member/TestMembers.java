package io.tidegate.cluster.member;

import io.tidegate.media.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Members of one process, without tunnels, each cluster on a network of loopback of its own.
public final class TestMembers implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final int network;
  private final int port;
  private final List<Membership> members = new ArrayList<>();

  /// @param network second number of the addresses, one for each test class
  public TestMembers(int network) throws IOException {
    this.network = network;
    this.port = Ports.free();
  }

  /// Begins, with those that it knows.
  public Membership start(int number, int... others) throws UnknownHostException {
    Membership member =
        Membership.start(
            new MembershipOptions("secret", number, addresses(number, others), port, 1, LONG));
    members.add(member);
    return member;
  }

  /// Addresses as [Membership#know] takes them.
  public Map<Integer, InetAddress> addresses(int own, int... others) throws UnknownHostException {
    Map<Integer, InetAddress> addresses = new HashMap<>();
    addresses.put(own, address(own));
    for (int other : others) {
      addresses.put(other, address(other));
    }
    return addresses;
  }

  private InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, (byte) network, 0, (byte) number});
  }

  /// The process dies.
  public static void kill(Membership member) {
    member.kill();
  }

  @Override
  public void close() {
    members.forEach(Membership::kill);
  }
}
