package io.tidegate.cluster.member;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetSocketAddress;

/// Where Hazelcast binds. By itself it takes only addresses that an interface lists, and of
/// loopback that is 127.0.0.1 alone.
final class OwnAddress implements MemberAddressProvider {
  private final InetSocketAddress address;

  OwnAddress(InetSocketAddress address) {
    this.address = address;
  }

  @Override
  public InetSocketAddress getBindAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress() {
    return address;
  }

  @Override
  public InetSocketAddress getBindAddress(EndpointQualifier any) {
    return address;
  }

  @Override
  public InetSocketAddress getPublicAddress(EndpointQualifier any) {
    return address;
  }
}
