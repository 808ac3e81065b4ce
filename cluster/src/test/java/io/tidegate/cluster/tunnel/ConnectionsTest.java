package io.tidegate.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.cluster.pki.NodeName;
import java.net.Socket;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private final Connections connections = new Connections(2, 1);

  private static PeerConnection connection(int peer, String application) throws Exception {
    return new PeerConnection(
        new NodeName("0".repeat(16), peer, TestNode.id(peer)),
        application,
        new Socket(),
        (SSLSocket) SSLSocketFactory.getDefault().createSocket(),
        _ -> {},
        new ScheduledThreadPoolExecutor(0));
  }

  @Test
  void aPresenceHasRoomWhereMediaHasNone() throws Exception {
    PeerConnection first = connection(2, Applications.MEDIA);
    assertThat(connections.add(first)).isTrue();
    assertThat(connections.add(connection(2, Applications.MEDIA))).isTrue();
    assertThat(connections.add(connection(2, Applications.MEDIA))).isFalse();
    assertThat(connections.add(connection(3, Applications.MEDIA))).isTrue();

    assertThat(connections.add(connection(2, Applications.PRESENCE))).isTrue();
    assertThat(connections.add(connection(2, Applications.MEMBER))).isFalse();

    connections.remove(first);
    assertThat(connections.add(connection(2, Applications.MEDIA))).isFalse();
    assertThat(connections.add(connection(2, Applications.MEMBER))).isTrue();
  }
}
