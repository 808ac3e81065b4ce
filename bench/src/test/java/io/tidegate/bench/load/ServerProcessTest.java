package io.tidegate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerProcessTest {
  @Test
  void readsTheHeapOfTheDefaultCollector() {
    String heap =
        """
        18745:
        garbage-first heap   total reserved 1048576K, committed 34816K, used 11958K [0x1, 0x2)
         region size 1024K, 3 young (3072K), 0 survivors (0K)
         Metaspace       used 22222K, committed 22400K, reserved 1114112K
          class space    used 2222K, committed 2304K, reserved 1048576K
        """;
    assertThat(ServerProcess.usedKibibytes(heap)).isEqualTo(11_958);
  }

  @Test
  void addsGenerations() {
    String heap =
        """
         def new generation   total 9792K, used 1000K [0x1, 0x2, 0x3)
          eden space 8704K,  11% used [0x1, 0x2, 0x3)
         tenured generation   total 21888K, used 500K [0x1, 0x2, 0x3)
        """;
    assertThat(ServerProcess.usedKibibytes(heap)).isEqualTo(1_500);
  }
}
