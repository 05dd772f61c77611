resource "aws_vpc_security_group_ingress_rule" "sg_0a1b2c3d4e5f60718_from_2001_db8_56" {
  security_group_id = "sg-0a1b2c3d4e5f60718"
  description       = "HTTPS from the tasks"
  cidr_ipv6         = "2001:db8::/56"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_network_acl_rule" "acl_0a1b2c3d4e5f60718_egress_90" {
  network_acl_id  = "acl-0a1b2c3d4e5f60718"
  rule_number     = 90
  egress          = true
  rule_action     = "allow"
  protocol        = "tcp"
  ipv6_cidr_block = "2001:db8::/56"
  from_port       = 443
  to_port         = 443
}
