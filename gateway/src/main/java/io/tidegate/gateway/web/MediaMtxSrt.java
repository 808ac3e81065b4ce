package io.tidegate.gateway.web;

import io.tidegate.srt.SrtLinkView;
import io.tidegate.srt.lib.SrtStat;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/// libsrt's counters under MediaMTX's names; what libsrt does not count is left out. Stateless.
final class MediaMtxSrt {
  private static final Map<String, SrtStat> NAMES = names();

  private MediaMtxSrt() {}

  static JsonObject stats(SrtLinkView link) {
    JsonObject json = new JsonObject();
    NAMES.forEach((name, stat) -> {
      if (stat.unit() == SrtStat.Unit.MEGABITS_PER_SECOND
          || name.equals("msRTT")
          || name.equals("usPacketsSendPeriod")) {
        json.put(name, link.stats().value(stat));
      } else {
        json.put(name, link.stats().count(stat));
      }
    });
    json.put("inboundBytes", link.stats().count(SrtStat.BYTES_RECEIVED_TOTAL));
    json.put("outboundBytes", link.stats().count(SrtStat.BYTES_SENT_TOTAL));
    return json;
  }

  private static Map<String, SrtStat> names() {
    Map<String, SrtStat> names = new LinkedHashMap<>();
    names.put("packetsSent", SrtStat.PACKETS_SENT_TOTAL);
    names.put("packetsReceived", SrtStat.PACKETS_RECEIVED_TOTAL);
    names.put("packetsSentUnique", SrtStat.UNIQUE_SENT_TOTAL);
    names.put("packetsReceivedUnique", SrtStat.UNIQUE_RECEIVED_TOTAL);
    names.put("packetsSendLoss", SrtStat.SEND_LOSS_TOTAL);
    names.put("packetsReceivedLoss", SrtStat.RECEIVE_LOSS_TOTAL);
    names.put("packetsRetrans", SrtStat.RETRANSMITTED_TOTAL);
    names.put("packetsSentACK", SrtStat.ACKS_SENT_TOTAL);
    names.put("packetsReceivedACK", SrtStat.ACKS_RECEIVED_TOTAL);
    names.put("packetsSentNAK", SrtStat.NAKS_SENT_TOTAL);
    names.put("packetsReceivedNAK", SrtStat.NAKS_RECEIVED_TOTAL);
    names.put("usSndDuration", SrtStat.SEND_DURATION_TOTAL);
    names.put("packetsSendDrop", SrtStat.SEND_DROPPED_TOTAL);
    names.put("packetsReceivedDrop", SrtStat.RECEIVE_DROPPED_TOTAL);
    names.put("packetsReceivedUndecrypt", SrtStat.UNDECRYPTED_TOTAL);
    names.put("bytesSent", SrtStat.BYTES_SENT_TOTAL);
    names.put("bytesReceived", SrtStat.BYTES_RECEIVED_TOTAL);
    names.put("bytesSentUnique", SrtStat.BYTES_UNIQUE_SENT_TOTAL);
    names.put("bytesReceivedUnique", SrtStat.BYTES_UNIQUE_RECEIVED_TOTAL);
    names.put("bytesReceivedLoss", SrtStat.BYTES_RECEIVE_LOSS_TOTAL);
    names.put("bytesRetrans", SrtStat.BYTES_RETRANSMITTED_TOTAL);
    names.put("bytesSendDrop", SrtStat.BYTES_SEND_DROPPED_TOTAL);
    names.put("bytesReceivedDrop", SrtStat.BYTES_RECEIVE_DROPPED_TOTAL);
    names.put("bytesReceivedUndecrypt", SrtStat.BYTES_UNDECRYPTED_TOTAL);
    names.put("usPacketsSendPeriod", SrtStat.SEND_PERIOD);
    names.put("packetsFlowWindow", SrtStat.FLOW_WINDOW);
    names.put("packetsFlightSize", SrtStat.FLIGHT_SIZE);
    names.put("msRTT", SrtStat.RTT);
    names.put("mbpsSendRate", SrtStat.SEND_RATE);
    names.put("mbpsReceiveRate", SrtStat.RECEIVE_RATE);
    names.put("mbpsLinkCapacity", SrtStat.BANDWIDTH);
    names.put("bytesAvailSendBuf", SrtStat.SEND_BUFFER_FREE);
    names.put("bytesAvailReceiveBuf", SrtStat.RECEIVE_BUFFER_FREE);
    names.put("mbpsMaxBW", SrtStat.MAX_BANDWIDTH);
    names.put("byteMSS", SrtStat.MSS);
    names.put("packetsSendBuf", SrtStat.SEND_BUFFER);
    names.put("bytesSendBuf", SrtStat.BYTES_SEND_BUFFER);
    names.put("msSendBuf", SrtStat.SEND_BUFFER_TIME);
    names.put("msSendTsbPdDelay", SrtStat.SEND_LATENCY);
    names.put("packetsReceiveBuf", SrtStat.RECEIVE_BUFFER);
    names.put("bytesReceiveBuf", SrtStat.BYTES_RECEIVE_BUFFER);
    names.put("msReceiveBuf", SrtStat.RECEIVE_BUFFER_TIME);
    names.put("msReceiveTsbPdDelay", SrtStat.RECEIVE_LATENCY);
    names.put("packetsReorderTolerance", SrtStat.REORDER_TOLERANCE);
    return names;
  }
}
