#!/usr/bin/python3
"""A camera for the tests: gst-rtsp-server with a pipeline of one's choice.

camera.py PIPELINE [--address A] [--port N] [--transport tcp|udp] [--login basic|digest]
          [--certificate FILE]

Prints its port. Name and password are user and pass. A certificate, with its key in the same file, makes it RTSPS.
"""
import argparse

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

arguments = argparse.ArgumentParser()
arguments.add_argument("pipeline")
arguments.add_argument("--address", default="127.0.0.1")
arguments.add_argument("--port", default="0")
arguments.add_argument("--transport", choices=["tcp", "udp"])
arguments.add_argument("--certificate")
arguments.add_argument("--login", choices=["basic", "digest"])
wanted = arguments.parse_args()

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address(wanted.address)
server.set_service(wanted.port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(wanted.pipeline)
factory.set_shared(True)
if wanted.transport == "tcp":
    factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
elif wanted.transport == "udp":
    factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
auth = GstRtspServer.RTSPAuth() if wanted.login or wanted.certificate else None
if wanted.certificate:
    auth.set_tls_certificate(Gio.TlsCertificate.new_from_file(wanted.certificate))
if auth:
    server.set_auth(auth)
if wanted.login:
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    if wanted.login == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest("user", "pass", token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic("user", "pass"), token)
    permissions = GstRtspServer.RTSPPermissions()
    for permission in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("user", permission, True)
    factory.set_permissions(permissions)
elif auth:
    anyone = GstRtspServer.RTSPToken()
    anyone.set_string("media.factory.role", "anyone")
    auth.set_default_token(anyone)
    permissions = GstRtspServer.RTSPPermissions()
    for permission in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("anyone", permission, True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/cam", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
