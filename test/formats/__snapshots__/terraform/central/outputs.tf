output "endpoint_ids" {
  description = "VPC endpoint IDs by service."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    {
      "s3" = aws_vpc_endpoint.s3.id
    },
  )
}

output "security_group_id" {
  description = "ID of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}
