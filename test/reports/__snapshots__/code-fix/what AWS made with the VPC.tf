resource "aws_vpc_security_group_egress_rule" "aws_vpc_main_default_security_group_to_10_0_0_0_16" {
  security_group_id = aws_vpc.main.default_security_group_id
  description       = "HTTPS to the VPC endpoints"
  cidr_ipv4         = "10.0.0.0/16"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_network_acl_rule" "aws_vpc_main_default_network_acl_egress_90" {
  network_acl_id = aws_vpc.main.default_network_acl_id
  rule_number    = 90
  egress         = true
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/16"
  from_port      = 443
  to_port        = 443
}
